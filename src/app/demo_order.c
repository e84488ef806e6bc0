/* The demo company's catalogue business: orders of those who buy, in each state that there is a way into so far, and what customer and
 * consultants owe, paid and earned. Held orders come with the rules that hold them. */
#include <string.h>

#include "app/app.h"
#include "base/arena.h"
#include "db/db.h"
#include "ledger/ledger.h"
#include "person/person.h"

#define DAY_MS (24LL * 3600 * 1000)

enum who { CUSTOMER, CONSULTANT, CONSULTANT2, PEOPLE };
static const char *const emails[PEOPLE] = { "customer@demo.test", "consultant@demo.test", "consultant2@demo.test" };

static const struct sale {
        enum who by;
        int days_ago;
        enum order_status opened, now; /* a cancelled one was placed before */
        const char *reference, *line[2];
        int64_t amount[2]; /* cents, tax included */
} sales[] = {
        { CUSTOMER, 24, ORDER_PLACED, ORDER_DELIVERED, "V-1001", { "Crème de nuit", "Savon d’argan" }, { 4200, 900 } },
        { CUSTOMER, 5, ORDER_PLACED, ORDER_SHIPPED, "V-1002", { "Sérum éclat", NULL }, { 5400, 0 } },
        { CUSTOMER, 1, ORDER_PLACED, ORDER_PLACED, "V-1003", { "Bougie figuier", "Port" }, { 2400, 480 } },
        { CONSULTANT, 40, ORDER_PLACED, ORDER_DELIVERED, "V-1004", { "Kit de bienvenida", NULL }, { 18000, 0 } },
        { CONSULTANT, 12, ORDER_BACKORDER, ORDER_BACKORDER, "V-1005", { "Perfume Jazmín", NULL }, { 6000, 0 } },
        { CONSULTANT, 2, ORDER_PLACED, ORDER_RELEASED, "V-1006", { "Crema de día", "Crema de noche" }, { 3600, 4200 } },
        { CONSULTANT2, 30, ORDER_PLACED, ORDER_CANCELLED, "V-1007", { "Catálogo, diez ejemplares", NULL }, { 1200, 0 } },
        { CONSULTANT2, 9, ORDER_EXCHANGE, ORDER_EXCHANGE, "V-1008", { "Crema de noche, por la de día", NULL }, { 600, 0 } },
        { CONSULTANT2, 0, ORDER_DRAFT, ORDER_DRAFT, "V-1009", { "Kit de maquillaje", NULL }, { 9600, 0 } },
};

static const struct movement {
        enum who of;
        int days_ago;
        const char *kind, *house, *reason;
        enum ledger_unit unit;
        int64_t amount;
} movements[] = {
        { CUSTOMER, 23, "payment", "bank", "Carte bancaire", LEDGER_MONEY, 5100 },
        { CUSTOMER, 20, "gesture", "gestures", "Flacon abîmé à l’arrivée", LEDGER_MONEY, 450 },
        { CUSTOMER, 23, "points", "points", "V-1001", LEDGER_POINTS, 51 },
        { CONSULTANT, 38, "payment", "bank", "Transferencia", LEDGER_MONEY, 18000 },
        { CONSULTANT, 35, "commission", "commissions", "Ventas de octubre", LEDGER_MONEY, 7425 },
        { CONSULTANT, 38, "points", "points", "V-1004", LEDGER_POINTS, 180 },
        { CONSULTANT, 10, "points", "points", "Premio: vaso térmico", LEDGER_POINTS, -120 },
        { CONSULTANT2, 32, "commission", "commissions", "Ventas de octubre", LEDGER_MONEY, 2180 },
        { CONSULTANT2, 6, "points", "points", "Meta del mes", LEDGER_POINTS, 60 },
};

struct book {
        int64_t person[PEOPLE], now;
        size_t i;
};

/* What is no order yet is charged to nobody. */
static int open_tx(struct ctx *c, void *arg)
{
        const struct book *b = arg;
        const struct sale *s = &sales[b->i];
        struct order_line v[2];
        struct rows lines = { v, 0, sizeof *v };
        struct price_cause why = { .type = "order.priced", .ticket_id = NIL, .reverses_id = NIL };
        struct order o;
        field_clear(order_fields, &o);
        o.kind = ORDER_SALE;
        o.status = (int)s->opened;
        o.conclusion = -1;
        o.person_id = b->person[s->by];
        o.payer_id = s->opened == ORDER_DRAFT ? NIL : o.person_id;
        o.tax_ppm = 200000;
        o.reference = s->reference;
        TRY(order_open(c, &o));
        for (; lines.n < 2 && s->line[lines.n]; lines.n++) {
                v[lines.n] = (struct order_line){ .task_id = NIL, .quantity = 1, .amount = s->amount[lines.n], .tax = s->amount[lines.n] / 6,
                                                  .kind = LINE_RULE, .rule = arena_printf(c->a, "\"%s\"", s->line[lines.n]) };
        }
        int rc = order_set_price(c, &o, &lines, &why);
        TRY(rc);
        c->made = o.id;
        return s->now == s->opened || s->now == ORDER_CANCELLED ? OK : order_conclude(c, &o, (int)s->now, -1);
}

static int load_sale(struct ctx *c, struct book *b, size_t i)
{
        struct order o;
        b->i = i;
        c->now = b->now - sales[i].days_ago * DAY_MS;
        TRY(db_tx(c, __func__, open_tx, b));
        return sales[i].now == ORDER_CANCELLED ? order_cancel(c, c->made, "Ya no los necesita", &o) : OK;
}

static int post_tx(struct ctx *c, void *arg)
{
        const struct book *b = arg;
        const struct movement *m = &movements[b->i];
        const struct ledger_leg_new legs[] = { { b->person[m->of], NULL, m->amount }, { NIL, m->house, -m->amount } };
        const struct ledger_new n = { .kind = m->kind, .decision = arena_printf(c->a, "demo %zu", b->i), .reason = m->reason, .unit = (int)m->unit,
                                      .ticket_id = NIL, .order_id = NIL, .reverses_id = NIL, .legs = legs, .n = 2 };
        int64_t id;
        return ledger_post(c, &n, &id);
}

static int load_movement(struct ctx *c, struct book *b, size_t i)
{
        b->i = i;
        c->now = b->now - movements[i].days_ago * DAY_MS;
        return db_tx(c, __func__, post_tx, b);
}

/* Day by day, so that balances run as they would have. */
int demo_orders(struct ctx *c)
{
        struct book b = { .now = c->now };
        for (size_t i = 0; i < PEOPLE; i++)
                TRY(person_by_contact(c, emails[i], NULL, &b.person[i]));
        for (int day = 40; day >= 0; day--) {
                for (size_t i = 0; i < sizeof sales / sizeof *sales; i++)
                        if (sales[i].days_ago == day)
                                TRY(load_sale(c, &b, i));
                for (size_t i = 0; i < sizeof movements / sizeof *movements; i++)
                        if (movements[i].days_ago == day)
                                TRY(load_movement(c, &b, i));
        }
        c->now = b.now;
        return OK;
}
