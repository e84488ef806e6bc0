/* Persons rank below the lists and areas beside them, so what is said about one is looked at here, in the same transaction. */
#include "config/config.h"
#include "event/event.h"

int config_on_person(struct ctx *c, const struct event *e)
{
        static const char *const named[][2] = {
                { "kind", "person_kinds" }, { "rank", "ranks" }, { "status", "person_statuses" }, { "preferred_channel", "channels" },
        };
        struct cfg_plain entry;
        int rc = OK;
        for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
                int wrong = config_check(c, named[i][1], named[i][0], event_gave_key(c, e, named[i][0]), &entry);
                if (wrong < 0 && wrong != E_INVALID)
                        return wrong;
                rc = wrong < 0 ? wrong : rc;
        }
        return rc;
}

int config_on_area(struct ctx *c, const struct event *e)
{
        struct cfg_area entry;
        return config_check(c, "areas", "key", event_gave_key(c, e, "key"), &entry);
}
