/* amends verify, for the ledger: sums and balances re-added, and every movement of a person against the event that
 * told of it, which holds a digest of the whole transaction. */
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "event/replay.h"
#include "ledger/ledger_store.h"

int ledger_legs_again(struct ctx *c, int64_t transaction_id, struct ledger_leg_new legs[LEDGER_LEGS], size_t *n)
{
        struct rows r;
        TRY(ledger_legs_of(c, transaction_id, &r));
        *n = r.n < LEDGER_LEGS ? r.n : LEDGER_LEGS;
        for (size_t i = 0; i < *n; i++) {
                const struct ledger_leg *l = (const struct ledger_leg *)r.v + i;
                struct ledger_account a;
                TRY(ledger_account_load(c, l->account_id, &a));
                legs[i] = (struct ledger_leg_new){ a.person_id, a.account_key, l->amount };
        }
        return OK;
}

const char *ledger_digest(struct ctx *c, const struct ledger_transaction *t, const struct ledger_leg_new *legs, size_t n)
{
        unsigned char h[16];
        char hex[33];
        struct strbuf b;
        strbuf_init(&b, c->a, 512);
        json_put(&b, ledger_transaction_fields, t);
        for (size_t i = 0; i < n; i++)
                if (legs[i].person_id != NIL)
                        strbuf_printf(&b, "%lld %lld;", (long long)legs[i].person_id, (long long)legs[i].amount);
                else
                        strbuf_printf(&b, "%s %lld;", legs[i].account, (long long)legs[i].amount);
        crypto_generichash(h, sizeof h, (const unsigned char *)b.s, b.n, NULL, 0);
        return arena_strdup(c->a, sodium_bin2hex(hex, sizeof hex, h, sizeof h));
}

static void drop_json(json_t **j)
{
        json_decref(*j);
}

static int fault(struct ctx *c, int64_t transaction, const char *what)
{
        return fail(c, E_CLASH, "verify.ledger_row", "ledger transaction %lld: %s", (long long)transaction, what);
}

/* Its one leg on this account, as the event says it was. */
static int check_leg(struct ctx *c, const struct ledger_account *a, int64_t transaction, const json_t *j)
{
        int64_t leg = json_integer_value(json_object_get(j, "leg")), amount = json_integer_value(json_object_get(j, "amount"));
        int64_t balance = json_integer_value(json_array_get(json_object_get(j, "balance"), 1));
        struct rows r;
        size_t mine = 0;
        TRY(ledger_legs_of(c, transaction, &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct ledger_leg *l = (const struct ledger_leg *)r.v + i;
                mine += l->account_id == a->id && l->amount == amount && l->balance_after == balance && (!leg || l->id == leg);
        }
        return mine == 1 ? OK : fault(c, transaction, "a movement is not what was posted");
}

static int check_event(struct ctx *c, const struct ledger_account *a, const struct event *e)
{
        __attribute__((cleanup(drop_json))) json_t *j = json_loads(e->data, 0, NULL);
        int64_t id = json_integer_value(json_object_get(j, "transaction"));
        const char *digest = json_string_value(json_object_get(j, "digest")), *unit = json_string_value(json_object_get(j, "unit"));
        struct ledger_transaction t;
        struct ledger_leg_new legs[LEDGER_LEGS];
        size_t n;
        int rc = ledger_get(c, id, &t);
        if (rc < 0)
                return rc == E_NONE ? fault(c, id, "it is missing") : rc;
        if (strcmp(a->account_key, "person") != 0 || a->person_id != json_integer_value(json_object_get(j, "person_id")) || !unit ||
            strcmp(unit, ledger_units[a->unit]) != 0)
                return fault(c, id, "its account is another's");
        TRY(check_leg(c, a, id, j));
        if (!digest) /* posted before there was one */
                return OK;
        if ((rc = ledger_legs_again(c, id, legs, &n)) < 0)
                return rc == E_NONE ? fault(c, id, "one of its accounts is missing") : rc;
        return strcmp(digest, ledger_digest(c, &t, legs, n)) == 0 ? OK : fault(c, id, "it is not what was posted");
}

static int check_account(struct ctx *c, void *row)
{
        const struct ledger_account *a = row;
        struct page_query pq = { .limit = 200 };
        struct page p;
        struct chain last = { 0 };
        int64_t events = 0;
        do {
                TRY(event_page(c, "ledger", a->id, &pq, &p));
                for (size_t i = 0; i < p.rows.n; i++, events++) {
                        const struct event *e = (const struct event *)p.rows.v + i;
                        last = (struct chain){ e->seq, e->hash };
                        TRY(check_event(c, a, e));
                }
                pq.cursor = p.next_cursor;
        } while (p.next_cursor);
        if (last.seq != a->chain.seq || last.hash.n != a->chain.hash.n || (last.hash.n && memcmp(last.hash.p, a->chain.hash.p, last.hash.n) != 0))
                return fail(c, E_CLASH, "verify.head", "ledger account %lld: its last event is another than the row says", (long long)a->id);
        if (events != a->leg_count)
                return fail(c, E_CLASH, "verify.ledger_row", "ledger account %lld: %lld movements were posted, its row says %lld", (long long)a->id,
                            (long long)events, (long long)a->leg_count);
        return OK;
}

int ledger_verify(struct ctx *c, int64_t *transactions)
{
        static const struct {
                int (*fn)(struct ctx *c, struct ledger_fault *out);
                const char *slug, *what;
        } checks[] = {
                { ledger_fault_unbalanced, "verify.ledger_unbalanced", "the legs of ledger transaction %lld sum to %lld, not to 0 (legs: %lld)" },
                { ledger_fault_unit, "verify.ledger_unit", "ledger leg %lld of transaction %lld mixes units with account %lld" },
                { ledger_fault_running, "verify.ledger_running", "ledger leg %lld says the balance was %lld, but it re-adds to %lld" },
                { ledger_fault_balance, "verify.ledger_balance", "ledger account %lld says its balance is %lld, but its legs add up to %lld" },
                { ledger_fault_reverse, "verify.ledger_reverse", "ledger transaction %lld is not the counter-entry of %lld (account %lld)" },
        };
        for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
                struct ledger_fault f;
                int rc = checks[i].fn(c, &f);
                if (rc == OK)
                        return fail(c, E_CLASH, checks[i].slug, "%s",
                                    arena_printf(c->a, checks[i].what, (long long)f.id, (long long)f.have, (long long)f.want));
                if (rc != E_NONE)
                        return rc;
        }
        TRY(replay_all(c, &(struct replay_walk){ ledger_account_walk, check_account, NULL }, transactions));
        return ledger_transaction_count(c, transactions);
}
