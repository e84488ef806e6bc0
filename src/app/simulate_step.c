/* People, accounts, tickets and ledger movements of the workload, made by the rules that make real ones. */
#include "app/simulate_step.h"

#include <math.h>
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "ledger/ledger.h"
#include "person/person.h"
#include "ticket/ticket.h"

#define DAY_MS (24LL * 3600 * 1000)
#define SPAN_MS (365 * DAY_MS)
#define PASSWORD "simulated-workload"

/* When the nth of n happened: one after the other over the last year. */
static int64_t moment(const struct sim *s, int64_t nth, int64_t n)
{
        return s->end - SPAN_MS + (int64_t)((double)SPAN_MS * ((double)nth / (double)(n + 1)));
}

/* ---- people ---- */

/* Where level `depth` of the genealogy begins: one head of everybody, then each level as much larger than the one
 * above as it takes to have SIM_DEPTH of them. */
static int64_t level_begin(const struct sim *s, int depth)
{
        double n = (double)(s->in->people - SIM_STAFF), b = pow(n, 1.0 / SIM_DEPTH), sum = 0, all = 0;
        for (int i = 1; i < SIM_DEPTH; i++) {
                sum += i < depth ? pow(b, i) : 0;
                all += pow(b, i);
        }
        return SIM_STAFF + (depth ? (int64_t)(sum / all * (n - 1)) + 1 : 0);
}

static int64_t who_is_above(struct sim *s, int64_t nth)
{
        int depth = 0;
        while (depth < SIM_DEPTH && level_begin(s, depth + 1) <= nth)
                depth++;
        if (depth == 0)
                return 0;
        int64_t above = level_begin(s, depth - 1), many = level_begin(s, depth) - above;
        return many < 1 ? SIM_STAFF : above + dice(&s->dice, (unsigned)many);
}

/* Of this level, the one with the most below. */
static int64_t head_of_most(struct sim *s, int depth)
{
        int64_t *below = ARENA_ARRAY(s->c->a, int64_t, s->in->people), most = level_begin(s, depth);
        memset(below, 0, (size_t)s->in->people * sizeof *below);
        for (int64_t i = s->in->people - 1; i > SIM_STAFF; i--)
                below[s->above[i]] += below[i] + 1;
        for (int64_t i = most; i < level_begin(s, depth + 1); i++)
                most = below[i] > below[most] ? i : most;
        return s->person[most];
}

int sim_one_person(struct sim *s, int64_t nth)
{
        struct person p;
        struct person_new n;
        sim_person(s->c, &s->dice, nth, &n);
        s->c->now = s->end - SPAN_MS - DAY_MS;
        if (nth < SIM_STAFF) {
                n.kind = "staff";
                n.rank = NULL;
        } else {
                s->above[nth] = who_is_above(s, nth);
                n.sponsor_id = s->above[nth] ? s->person[s->above[nth]] : NIL;
        }
        TRY(person_create(s->c, &n, &p));
        s->person[nth] = p.id;
        return OK;
}

/* 1 administrator, 4 supervisors, agents; then the heads of three networks: those with the most below them in the
 * first, third and eighth level. */
int sim_one_account(struct sim *s, int64_t nth)
{
        static const int level[SIM_LEADERS] = { 0, 2, 7 };
        static const char *const leader[SIM_LEADERS] = { "all", "branch", "few" };
        struct ctx *c = s->c;
        int64_t id, person = nth < SIM_STAFF ? s->person[nth] : head_of_most(s, level[nth - SIM_STAFF]);
        const char *role = nth == 0 ? "admin" : nth < 5 ? "supervisor" : nth < SIM_STAFF ? "agent" : "consultant";
        const char *email = nth < SIM_STAFF ? arena_printf(c->a, "%s%lld@simulated.example", role, (long long)nth)
                                            : arena_printf(c->a, "leader-%s@simulated.example", leader[nth - SIM_STAFF]);
        struct account_new a = { person, email, PASSWORD, { &role, 1 } };
        if (nth < SIM_STAFF)
                s->agent[nth] = person;
        return account_create(c, &a, &id);
}

/* ---- tickets ---- */

static int open_ticket(struct sim *s, int64_t nth, struct ticket_open *o)
{
        static const char *const categories[] = { "delivery.not_received", "delivery.damaged", "billing.double_charge", "orders.difficulty",
                                                  "delivery.wrong_item", "returns.not_applied", "billing.wrong_invoice", "general", "account",
                                                  "delivery.complaint", "billing.freight", "praise", "legal" };
        static const char *const channels[] = { "email", "web", "phone", "chat", "social", "api" };
        static const char *const kinds[] = { "claim", "question", "complaint", "incident", "petition", "suggestion", "thanks" };
        struct written w;
        ticket_open_init(o);
        sim_write(s->c, &s->dice, &w);
        o->t.subject = w.subject;
        o->t.locale = w.locale;
        o->t.category = categories[dice_few(&s->dice, 13)];
        o->t.channel = channels[dice_few(&s->dice, 6)];
        o->t.kind = kinds[dice_few(&s->dice, 7)];
        o->t.important = dice(&s->dice, 8) == 0 ? -1 : dice(&s->dice, 3) == 0;
        o->t.urgent = dice(&s->dice, 8) == 0 ? -1 : dice(&s->dice, 4) == 0;
        o->t.requester_id = o->t.affected_id = o->author_id = s->person[SIM_STAFF + dice(&s->dice, (unsigned)(s->in->people - SIM_STAFF))];
        o->t.assignee_id = dice(&s->dice, 4) ? s->agent[1 + dice(&s->dice, SIM_STAFF - 1)] : NIL;
        o->body = w.body;
        s->c->now = moment(s, nth, s->in->tickets);
        return ticket_open(s->c, o);
}

/* The third event of each: most are closed, as most old ones are; the others are being worked on or answered. */
int sim_one_ticket(struct sim *s, int64_t nth)
{
        static const struct ticket_transition_new closed = { .to = "closed", .resolution = "solved" }, doing = { .to = "in_progress" };
        struct ticket_open o;
        TRY(open_ticket(s, nth, &o));
        int64_t id;
        unsigned fate = dice(&s->dice, 10);
        bool recent = nth > s->in->tickets - s->in->tickets / 20;
        s->c->now += dice(&s->dice, 8 * 3600) * 1000LL;
        if (fate < 7 && !recent)
                return ticket_move(s->c, o.t.id, NIL, &closed, NULL);
        if (fate < 8)
                return ticket_move(s->c, o.t.id, NIL, &doing, NULL);
        struct written w;
        sim_write(s->c, &s->dice, &w);
        struct ticket_said said = { .ticket_id = o.t.id, .author_id = s->agent[1 + dice(&s->dice, SIM_STAFF - 1)], .author_staff = true,
                                    .audience = fate == 8 ? AUD_INTERNAL : AUD_CUSTOMER, .channel = "back_office", .body = w.body };
        return ticket_say(s->c, &said, &id);
}

/* ---- the ledger ---- */

int sim_one_movement(struct sim *s, int64_t nth)
{
        int64_t id, amount = 100 + dice(&s->dice, 20000);
        struct ledger_leg_new legs[] = {
                { s->person[SIM_STAFF + dice(&s->dice, (unsigned)(s->in->people - SIM_STAFF))], NULL, -amount },
                { NIL, "sales", amount },
        };
        struct ledger_new n = { .kind = "order", .decision = arena_printf(s->c->a, "simulated %lld", (long long)nth), .unit = LEDGER_MONEY,
                                .ticket_id = NIL, .order_id = NIL, .reverses_id = NIL, .legs = legs, .n = 2 };
        s->c->now = moment(s, nth, s->in->legs / 2);
        return ledger_post(s->c, &n, &id);
}
