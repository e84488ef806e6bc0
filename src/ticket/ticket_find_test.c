/* Finding tickets: the same texts in three languages on whichever database, beside a plain reading of what should be
 * found; what is not indexed yet; who may find what. */
#include <stdio.h>
#include <string.h>

#include "testing/testing.h"
#include "base/words.h"
#include "ticket/ticket_fixture.h"

enum { TEXTS = 240, MOST = 400 };

static const char *const vocabulary[] = {
        "refund", "refunds", "refunded", "parcel", "parcels", "delivery", "deliveries", "delivered", "cancelled", "cancelling", "box", "boxes",
        "damaged", "order", "ordered", "orders", "late", "photo", "photos", "invoice", "invoices", "charging", "charged",
        "remboursement", "remboursements", "colis", "livré", "livrée", "livrés", "livraison", "commande", "commandes", "abîmé", "abîmée",
        "retard", "facture", "factures", "bateau", "bateaux", "cheval", "chevaux", "élève", "Élèves", "œuvre", "ça", "déjà",
        "pedido", "pedidos", "paquete", "paquetes", "caja", "cajas", "camión", "camiones", "entrega", "entregas", "dañado", "dañada",
        "reembolso", "reembolsos", "factura", "facturas", "vez", "veces", "niño", "niñas", "mañana", "corazón",
        "A-42", "12345678", "3,50", "№7", "user@example.org", "naïve", "straße", "ﬁnance", "доставка", "配達",
};
enum { WORDS = sizeof vocabulary / sizeof *vocabulary };

static const char *sentence(uint64_t *seed, int words)
{
        struct strbuf b;
        strbuf_init(&b, w.t.c.a, 200);
        for (int i = 0; i < words; i++) {
                if (i)
                        strbuf_puts(&b, test_random(seed) % 7 ? " " : "; ");
                strbuf_puts(&b, vocabulary[test_random(seed) % WORDS]);
        }
        return b.s;
}

/* What was written, by hand: subject and customer's text in one, the note among staff in the other. */
struct told {
        int64_t id;
        struct list open, closed;
};
static struct told told[TEXTS];

static bool holds(const struct list *terms, const char *term)
{
        for (size_t i = 0; i < terms->n; i++)
                if (strcmp(((const char *const *)terms->v)[i], term) == 0)
                        return true;
        return false;
}

static bool expected(const struct told *t, const struct list *terms, bool staff)
{
        for (size_t i = 0; i < terms->n; i++) {
                const char *term = ((const char *const *)terms->v)[i];
                if (!holds(&t->open, term) && !(staff && holds(&t->closed, term)))
                        return false;
        }
        return terms->n > 0;
}


/* As the runner does it, to the end. */
static void index_all(void)
{
        static const struct consumer k = { TICKET_CONSUMER, "*", LATER, NULL, ticket_on_events };
        const struct actor *who = w.t.c.who;
        w.t.c.who = &actor_system;
        while (event_seal(&w.t.c) > 0)
                ;
        int rc;
        while ((rc = event_consume(&w.t.c, &k, NULL)) > 0)
                ;
        test_ok(&w.t.c, rc);
        w.t.c.who = who;
}

static void find_all(const char *q, const char *sort, int64_t limit, struct list *ids)
{
        const struct ticket *row;
        struct ticket_query in;
        struct page p;
        int64_t *v = ARENA_ARRAY(w.t.c.a, int64_t, MOST);
        size_t n = 0;
        field_clear(ticket_query_fields, &in);
        in.q = q;
        in.p.limit = limit;
        in.p.sort = sort;
        do {
                test_ok(&w.t.c, ticket_list(&w.t.c, &in, &p));
                assert_true(p.rows.n <= (size_t)limit);
                for (size_t i = 0; i < p.rows.n; i++) {
                        assert_true(n < MOST);
                        row = p.rows.v;
                        v[n++] = row[i].id;
                }
                in.p.cursor = p.next_cursor;
        } while (p.next_cursor);
        *ids = (struct list){ v, n };
}

static bool found(const char *q, int64_t id)
{
        struct list ids;
        find_all(q, NULL, 50, &ids);
        for (size_t i = 0; i < ids.n; i++)
                if (((const int64_t *)ids.v)[i] == id)
                        return true;
        return false;
}

static void note(int64_t id, const char *text)
{
        struct ticket_comment_new n;
        struct ticket_comment k;
        field_clear(ticket_comment_new_fields, &n);
        n.body = text;
        test_ok(&w.t.c, ticket_comment_add(&w.t.c, id, &n, &k));
}

static struct ticket open_with(const char *subject, const char *body)
{
        struct ticket_new n;
        struct ticket t;
        field_clear(ticket_new_fields, &n);
        n.subject = subject;
        n.body = body;
        test_ok(&w.t.c, ticket_create(&w.t.c, &n, &t));
        return t;
}

static void write_texts(size_t from, size_t to)
{
        uint64_t seed = 7 + from;
        for (size_t i = from; i < to; i++) {
                const char *subject = sentence(&seed, 3), *body = sentence(&seed, 12), *noted = sentence(&seed, 4);
                be_customer(w.customer);
                told[i].id = open_with(subject, body).id;
                be_agent(w.agent);
                note(told[i].id, noted);
                words_terms(w.t.c.a, arena_printf(w.t.c.a, "%s\n%s\ncustomer", subject, body), &told[i].open);
                words_terms(w.t.c.a, noted, &told[i].closed);
        }
}

static void compare(const char *q, size_t n, bool staff)
{
        struct list terms, ids, by_change;
        size_t want = 0;
        words_terms(w.t.c.a, q, &terms);
        find_all(q, NULL, 20, &ids);
        find_all(q, "-updated_at", 50, &by_change);
        for (size_t i = n; i-- > 0;) {
                if (!expected(&told[i], &terms, staff))
                        continue;
                if (want >= ids.n || ((const int64_t *)ids.v)[want] != told[i].id)
                        test_fail("\"%s\": hit %zu should be ticket %lld", q, want, (long long)told[i].id);
                want++;
        }
        if (ids.n != want || by_change.n != want)
                test_fail("\"%s\": %zu and %zu hits, not %zu", q, ids.n, by_change.n, want);
}

/* step: every word, or every so many; what is not indexed is read for each question. */
static void ask(size_t n, size_t step, bool staff)
{
        uint64_t seed = 99;
        for (size_t i = 0; i < WORDS; i += step)
                compare(vocabulary[i], n, staff);
        for (size_t i = 0; i < 60; i += step)
                compare(sentence(&seed, 2), n, staff);
}

static void both_databases_find_the_same(void **state)
{
        (void)state;
        write_texts(0, TEXTS / 2);
        be_agent(w.agent);
        ask(TEXTS / 2, 9, true); /* nothing is indexed: all of it is looked through */
        index_all();
        write_texts(TEXTS / 2, TEXTS);
        be_agent(w.agent);
        ask(TEXTS, 9, true); /* half and half */
        index_all();
        ask(TEXTS, 1, true);
        be_customer(w.customer);
        ask(TEXTS, 9, false);
}

static void endings_accents_and_case_do_not_count(void **state)
{
        (void)state;
        static const char *const pairs[][2] = {
                { "refunds", "REFUND" }, { "cancelling", "cancelled" }, { "deliveries", "delivery" }, { "boxes", "box" }, { "addresses", "address" },
                { "livrées", "livré" }, { "chevaux", "cheval" }, { "bateaux", "Bateau" }, { "factures", "facture" }, { "parties", "partie" },
                { "camiones", "camión" }, { "pedidos", "pedido" }, { "lápices", "lápiz" }, { "cajas", "CAJA" }, { "niñas", "nino" },
                { "charged", "charges" }, { "shipping", "shipped" }, { "délais", "delay" },
        };
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
                struct list a, b;
                words_terms(w.t.c.a, pairs[i][0], &a);
                words_terms(w.t.c.a, pairs[i][1], &b);
                assert_int_equal(a.n, 1);
                assert_int_equal(b.n, 1);
                assert_string_equal(((const char *const *)a.v)[0], ((const char *const *)b.v)[0]);
        }
        static const char *const apart[][2] = { { "parcel", "paris" }, { "order", "odor" }, { "red", "refund" }, { "1234", "123" }, { "bus", "but" } };
        for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) {
                struct list a, b;
                words_terms(w.t.c.a, apart[i][0], &a);
                words_terms(w.t.c.a, apart[i][1], &b);
                assert_string_not_equal(((const char *const *)a.v)[0], ((const char *const *)b.v)[0]);
        }
}

static void who_may_not_read_a_note_does_not_find_it(void **state)
{
        (void)state;
        for (int indexed = 0; indexed < 2; indexed++) {
                be_customer(w.other);
                struct ticket t = open_with("Quiet", "A plain question");
                be_agent(w.agent);
                note(t.id, "suspiciousword among staff");
                if (indexed)
                        index_all();
                be_agent(w.agent2);
                assert_true(found("suspiciousword", t.id));
                assert_true(found("plain suspiciousword", t.id));
                be_customer(w.other);
                assert_true(found("plain question", t.id));
                assert_false(found("suspiciousword", t.id));
                be_customer(w.customer);
                assert_false(found("plain", t.id));
                /* seen through one's network, not as staff */
                as(&w.t.c, &w.t.who, w.member, &CONSULTANT, false);
                t = open_with("Quiet too", "Of the member");
                be_agent(w.agent);
                note(t.id, "suspiciousword once more");
                if (indexed)
                        index_all();
                as(&w.t.c, &w.t.who, w.leader, &CONSULTANT, false);
                assert_true(found("member", t.id));
                assert_false(found("suspiciousword", t.id));
        }
}

static void numbers_names_and_changes(void **state)
{
        (void)state;
        static const char *const names[] = { "subject", NULL };
        struct ticket got;
        be_customer(w.customer);
        struct ticket t = open_with("Firstsubject", "Whatever");
        be_agent(w.agent);
        for (int indexed = 0; indexed < 2; indexed++) {
                assert_true(found(t.number, t.id));
                assert_true(found(arena_printf(w.t.c.a, "[%s]", t.number), t.id));
                assert_true(found("Firstsubject", t.id));
                assert_true(found("customer firstsubject", t.id)); /* the requester's name */
                assert_false(found("!?", t.id));
                index_all();
        }
        struct ticket_patch p = { 0 };
        field_clear(ticket_patch_fields, &p);
        for (size_t i = 0; ticket_patch_fields[i].t != T_END; i++)
                if (strcmp(ticket_patch_fields[i].name, *names) == 0)
                        p.given |= 1ULL << i;
        p.subject = "Secondsubject";
        test_ok(&w.t.c, ticket_update(&w.t.c, t.id, t.version, &p, &got));
        for (int indexed = 0; indexed < 2; indexed++) {
                assert_false(found("Firstsubject", t.id));
                assert_true(found("Secondsubject", t.id));
                index_all();
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(both_databases_find_the_same),
                cmocka_unit_test(endings_accents_and_case_do_not_count),
                cmocka_unit_test(who_may_not_read_a_note_does_not_find_it),
                cmocka_unit_test(numbers_names_and_changes),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
