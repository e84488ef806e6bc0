/* amends verify, for persons: the row against the sum of its events. */
#include "event/replay.h"
#include "person/person.h"
#include "person/person_store.h"

static int look_at(struct ctx *c, struct replay *r, const struct event *e, void *arg)
{
        (void)c, (void)arg;
        replay_add(r, e);
        return OK;
}

static int check_person(struct ctx *c, void *row)
{
        const struct person *p = row;
        __attribute__((cleanup(replay_end))) struct replay r = { .fields = person_fields };
        TRY(replay_stream(c, "person", p->id, &r, look_at, NULL));
        const char *differs = r.version != p->version ? "version" : replay_differs(c, &r, p, &p->chain);
        return differs ? fail(c, E_CLASH, "verify.person", "person %lld: the %s is not what the events say", (long long)p->id, differs) : OK;
}

int person_verify(struct ctx *c, int64_t *people)
{
        return replay_all(c, &(struct replay_walk){ person_walk, check_person, "person" }, people);
}
