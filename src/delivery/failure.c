/* Failure reasons: which apply to a store, who may use them, what evidence they want. */
#include "delivery/failure.h"

#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/json.h"
#include "config/config.h"
#include "delivery/delivery_store.h"
#include "delivery/rule_set.h"
#include "shop/shop.h"

const struct field failure_query_fields[] = {
        F_ID(struct failure_query, store, 0),
        F_END,
};

struct failure_shown {
        const char *key;
        struct labels *labels;
        int critical;
        struct list evidence, resolutions;
        const char *effect;
};
static const struct field failure_shown_fields[] = {
        F_KEY(struct failure_shown, key, 0),
        F_OBJ(struct failure_shown, labels, labels, 0),
        F_BOOL(struct failure_shown, critical, 0),
        F_TEXTS(struct failure_shown, evidence, 3, 0),
        F_TEXTS(struct failure_shown, resolutions, 20, 0),
        F_TEXT(struct failure_shown, effect, 20, 0),
        F_END,
};

static bool has(const struct list *l, const char *s)
{
        for (size_t i = 0; i < l->n; i++)
                if (strcmp(((const char *const *)l->v)[i], s) == 0)
                        return true;
        return false;
}

/* Dispatch uses any; a courier and a shop those that are theirs. */
static bool for_me(const struct actor *who, const struct cfg_failure_reason *r)
{
        if (!r->roles.n || actor_can(who, P_DELIVERY_WRITE))
                return true;
        return has(&r->roles, actor_can(who, P_TASK_ACT) ? "courier" : "shop");
}

static int set_of(struct ctx *c, int64_t store_id, struct cfg_failure_set *out)
{
        struct terms t = { .failure_set = NULL };
        if (store_id != NIL)
                TRY(terms_of(c, store_id, &t));
        int rc = t.failure_set ? config_item(c, "failure_sets", t.failure_set, out) : config_first(c, "failure_sets", out);
        if (rc == E_NONE)
                *out = (struct cfg_failure_set){ .reasons = { NULL, 0 } };
        return rc == E_NONE ? OK : rc;
}

int failure_list(struct ctx *c, const struct failure_query *in, struct strbuf *out)
{
        static const char *const effects[] = { "none", "supplement", "percentage", "not_charged" };
        struct cfg_failure_set set;
        struct shop s;
        bool first = true;
        int mine = in->store == NIL ? 1 : task_of_store_mine(c, in->store);
        TRY(mine);
        if (!mine) /* a store that is not theirs to see is as one that does not exist */
                TRY(shop_get(c, in->store, &s));
        TRY(set_of(c, in->store, &set));
        strbuf_puts(out, "{\"items\":[");
        for (size_t i = 0; i < set.reasons.n; i++) {
                struct cfg_failure_reason r;
                int rc = config_item(c, "failure_reasons", ((const char *const *)set.reasons.v)[i], &r);
                if (rc == E_NONE || (rc == OK && (r.b.archived || !for_me(c->who, &r))))
                        continue;
                TRY(rc);
                struct failure_shown f = { r.b.key, r.b.labels, r.critical, r.evidence, r.resolutions, effects[r.effect] };
                if (!first)
                        strbuf_putc(out, ',');
                first = false;
                json_put(out, failure_shown_fields, &f);
        }
        strbuf_puts(out, "],\"next_cursor\":null}");
        return OK;
}

static int lacks(struct ctx *c, const char *field, const char *what)
{
        fail_field(c, field, "required", "This reason needs %s.", what);
        return E_INVALID;
}

int reason_check(struct ctx *c, int64_t store_id, const char *key, const struct task_act *given, struct cfg_failure_reason *out)
{
        struct cfg_failure_set set;
        int rc = OK;
        TRY(set_of(c, store_id, &set));
        TRY(config_check(c, "failure_reasons", "reason", key, out));
        if (!has(&set.reasons, key) || !for_me(c->who, out)) {
                fail_field(c, "reason", "not_allowed", "This reason does not apply to this store, or is not yours to use.");
                return E_INVALID;
        }
        if (has(&out->evidence, "photo") && !given->attachments.n)
                rc = lacks(c, "attachments", "a photo");
        if (has(&out->evidence, "comment") && !(given->comment && given->comment[strspn(given->comment, " \t\r\n")]))
                rc = lacks(c, "comment", "a comment");
        if (has(&out->evidence, "position") && !given->position)
                rc = lacks(c, "position", "a position");
        return rc;
}
