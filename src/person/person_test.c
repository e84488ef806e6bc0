/* People: rules, visibility, network, search. */
#include "testing/testing.h"

#include <string.h>

#include "base/words.h"
#include "person/person.h"

static struct test T;

static int open_store(void **state)
{
        (void)state;
        test_open(&T);
        return 0;
}

static int close_store(void **state)
{
        (void)state;
        test_close(&T);
        return 0;
}

static struct person_new blank(const char *name)
{
        struct person_new n;
        field_clear(person_new_fields, &n);
        n.name = name;
        n.given = 0;
        return n;
}

static int64_t add(struct person_new n)
{
        struct person p;
        test_ok(&T.c, person_create(&T.c, &n, &p));
        return p.id;
}

static int64_t add_named(const char *name, int64_t sponsor)
{
        struct person_new n = blank(name);
        n.sponsor_id = sponsor;
        return add(n);
}

static struct person_new given(const char *name)
{
        struct person_new n = blank(NULL);
        for (int i = 0; person_patch_fields[i].t != T_END; i++)
                if (strcmp(person_patch_fields[i].name, name) == 0)
                        n.given |= 1ULL << i;
        return n;
}

static int move_to(int64_t id, int64_t sponsor)
{
        struct person p;
        struct person_new n = given("sponsor_id");
        n.sponsor_id = sponsor;
        TRY(person_get(&T.c, id, &p));
        return person_update(&T.c, id, p.version, &n, &p);
}

static size_t find(const char *q, int64_t *first)
{
        struct person_query in;
        struct page p;
        field_clear(person_query_fields, &in);
        in.q = q;
        test_ok(&T.c, person_list(&T.c, &in, &p));
        if (p.rows.n)
                *first = ((const struct person *)p.rows.v)->id;
        return p.rows.n;
}

/* ---- words ---- */

static void words_are_folded(void **state)
{
        (void)state;
        struct list w;
        words_split(T.c.a, "  José-María  Łukasz O’Brien 28.001 Søren Œuvre ", &w);
        static const char *const want[] = { "jose", "maria", "lukasz", "o", "brien", "28", "001", "soren", "oeuvre" };
        assert_int_equal(w.n, sizeof want / sizeof *want);
        for (size_t i = 0; i < w.n; i++)
                assert_string_equal(((const char *const *)w.v)[i], want[i]);
}

static void distance_counts_typing_errors(void **state)
{
        (void)state;
        assert_int_equal(words_distance("martin", "martin", 2), 0);
        assert_int_equal(words_distance("martin", "matrin", 2), 1);
        assert_int_equal(words_distance("martin", "martn", 2), 1);
        assert_int_equal(words_distance("martin", "marten", 2), 1);
        assert_int_equal(words_distance("martin", "mratni", 2), 2);
        assert_int_equal(words_distance("martin", "gonzalez", 2), 3);
        assert_int_equal(words_distance("ñandú", "nandú", 2), 1);
}

/* ---- search ---- */

static void found_by_anything(void **state)
{
        (void)state;
        int64_t hit, id;
        struct person_new n = blank("José María Núñez-Ibáñez");
        n.email = "Chema.Nunez@Example.org";
        n.phone = "+34 612 34 56 78";
        n.postcode = "28013";
        id = add(n);
        n = blank("José Alonso");
        n.postcode = "28013";
        add(n);
        static const char *const queries[] = {
                "nunez jose", "28013 ibañez", "chema.nunez@example.org", "CHEMA", "612345678", "612 34 56 78", "0034612345678",
                "+34 612 345 678", "345678", "28013 612 34 56 78", "nuñ jos", "nunezibanez", "josé maría núñez ibáñez 28013",
                "nunes jose", "ibanes", "chema 28013 34 612 34 56 78",
        };
        for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
                hit = 0;
                if (find(queries[i], &hit) != 1 || hit != id)
                        test_fail("%s: found %lld", queries[i], (long long)hit);
        }
        assert_int_equal(find("28013", &hit), 2);
        assert_int_equal(find("jose", &hit), 2);
        assert_int_equal(find("nobody", &hit), 0);
        assert_int_equal(find("jose 99999", &hit), 0);
        assert_int_equal(find("%", &hit), 0);
}

static void exact_names_come_first(void **state)
{
        (void)state;
        int64_t hit, marta;
        add_named("Martaline Zed", NIL);
        marta = add_named("Marta Zed", NIL);
        add_named("Martab Zed", NIL);
        assert_int_equal(find("marta zed", &hit), 3);
        assert_int_equal(hit, marta);
}

static void found_as_changed(void **state)
{
        (void)state;
        int64_t hit, id = add_named("Wilhelmina Before", NIL);
        struct person p;
        struct person_new n = given("name");
        n.name = "Wilhelmina After";
        test_ok(&T.c, person_get(&T.c, id, &p));
        test_ok(&T.c, person_update(&T.c, id, p.version, &n, &p));
        assert_int_equal(find("wilhelmina before", &hit), 0);
        assert_int_equal(find("wilhelmina after", &hit), 1);
        assert_int_equal(p.version, 2);
}

/* Pages of a search hold everybody once, in order, whatever the limit. */
static void search_pages_are_whole(void **state)
{
        (void)state;
        static const char *const sorts[] = { NULL, "name", "-name", "created_at", "-created_at" };
        for (int i = 0; i < 45; i++)
                add_named(arena_printf(T.c.a, "Pagina %c%c Pagintwice", 'a' + i % 7, 'a' + i % 11), NIL);
        for (size_t s = 0; s < 5; s++) {
                struct person_query in;
                struct page p = { 0 };
                int64_t seen[64], n = 0;
                field_clear(person_query_fields, &in);
                in.q = "pagin";
                in.p.sort = sorts[s];
                in.p.limit = 7;
                do {
                        in.p.cursor = p.next_cursor;
                        test_ok(&T.c, person_list(&T.c, &in, &p));
                        for (size_t i = 0; i < p.rows.n; i++) {
                                seen[n++] = ((const struct person *)p.rows.v)[i].id;
                                for (int k = 0; k < n - 1; k++)
                                        assert_int_not_equal(seen[k], seen[n - 1]);
                        }
                } while (p.next_cursor);
                assert_int_equal(n, 45);
        }
}

static int index_tx(struct ctx *c, void *id)
{
        return person_index_number(c, *(int64_t *)id, "ORD-2026-7755");
}

static void numbers_of_others_find(void **state)
{
        (void)state;
        int64_t hit, id = add_named("Numbered Person", NIL);
        test_ok(&T.c, db_tx(&T.c, "index", index_tx, &id));
        assert_int_equal(find("ORD-2026-7755", &hit), 1);
        assert_int_equal(hit, id);
}

/* ---- duplicates, contact ---- */

static void duplicates_are_proposed(void **state)
{
        (void)state;
        struct person_new n = blank("Dora Double");
        struct person_duplicates d;
        n.email = "dora@double.test";
        n.phone = "06 99 88 77 66";
        n.postcode = "75011";
        int64_t hit, id = add(n);
        struct person_duplicates_query q = { "DORA@double.test", NULL, NULL, NULL };
        test_ok(&T.c, person_duplicates(&T.c, &q, &d));
        assert_int_equal(d.items.n, 1);
        assert_string_equal(((struct person_duplicate *)d.items.v)->reason, "email");
        q = (struct person_duplicates_query){ NULL, "+33 6 99 88 77 66", NULL, NULL };
        test_ok(&T.c, person_duplicates(&T.c, &q, &d));
        assert_int_equal(d.items.n, 1);
        q = (struct person_duplicates_query){ NULL, NULL, "DÓRA double", "75011" };
        test_ok(&T.c, person_duplicates(&T.c, &q, &d));
        assert_int_equal(d.items.n, 1);
        assert_int_equal(person_by_contact(&T.c, "dora@double.test", NULL, &hit), OK);
        assert_int_equal(hit, id);
        assert_int_equal(person_by_contact(&T.c, "none@double.test", NULL, &hit), E_NONE);
        assert_int_equal(person_by_contact(&T.c, NULL, "+33 6 99 88 77 66", &hit), OK);
        assert_int_equal(hit, id);
        assert_int_equal(person_by_contact(&T.c, NULL, "8 77 66", &hit), E_NONE); /* only how it ends */
        n = blank("Extension");
        n.phone = "8-77-66";
        id = add(n);
        assert_int_equal(person_by_contact(&T.c, NULL, "8 77 66", &hit), OK);
        assert_int_equal(hit, id);
        assert_string_equal(person_contact_key(&T.c, " Dora@Double.test ", NULL), person_contact_key(&T.c, "dora@double.test", "1234"));
        assert_string_equal(person_contact_key(&T.c, NULL, "06 99 88 77 66"), person_contact_key(&T.c, "", "+33699887766"));
        assert_null(person_contact_key(&T.c, NULL, " - "));
}

static void bad_values_are_refused(void **state)
{
        (void)state;
        struct person p;
        struct person_new n = blank("X");
        n.email = "nonsense";
        n.phone = "call me";
        n.country = "france";
        n.locale = "klingon";
        assert_int_equal(person_create(&T.c, &n, &p), E_INVALID);
        int fields = 0;
        for (const struct field_error *e = T.c.fields; e; e = e->next)
                fields++;
        assert_int_equal(fields, 4);
        fail_clear(&T.c);
        n = blank("Y");
        n.email = "";
        n.sponsor_id = 999999;
        assert_int_equal(person_create(&T.c, &n, &p), E_INVALID);
        fail_clear(&T.c);
}

/* ---- visibility ---- */

static void leaders_see_their_network(void **state)
{
        (void)state;
        struct person p;
        struct person_new n = blank("Below Leader");
        struct person_network_query all = { .depth = NIL, .p.limit = NIL };
        struct person_network net;
        int64_t top = add_named("Top", NIL), leader = add_named("Leader", top), hit;
        n.sponsor_id = leader;
        n.email = "below@leader.test";
        n.rank = "gold";
        int64_t below = add(n), deep = add_named("Deep Below", below), other = add_named("Other", top);
        test_as(&T, leader, (enum perm[]){ P_PERSON_NETWORK, 0 });
        test_ok(&T.c, person_seen(&T.c, below, &p));
        assert_null(p.rank);
        test_as(&T, leader, (enum perm[]){ P_PERSON_NETWORK, P_PERSON_NETWORK_RANK, 0 });
        test_ok(&T.c, person_seen(&T.c, below, &p));
        assert_null(p.email);
        assert_string_equal(p.rank, "gold");
        test_ok(&T.c, person_seen(&T.c, deep, &p));
        test_fails(&T.c, person_seen(&T.c, other, &p), E_NONE, "person.none");
        test_fails(&T.c, person_seen(&T.c, top, &p), E_NONE, "person.none");
        assert_int_equal(find("below", &hit), 2);
        assert_int_equal(find("below@leader.test", &hit), 0); /* hidden data is no way to find somebody */
        assert_int_equal(find("other", &hit), 0);
        test_ok(&T.c, person_network(&T.c, leader, &all, &net));
        assert_int_equal(net.items.n, 2);
        assert_int_equal(net.sponsors.n, 0);
        test_fails(&T.c, person_network(&T.c, top, &all, &net), E_NONE, "person.none");
        struct person_new patch = given("email");
        patch.email = "x@y.test";
        test_fails(&T.c, person_update(&T.c, below, 1, &patch, &p), E_DENIED, "permission.missing");
        test_as(&T, leader, (enum perm[]){ P_PERSON_NETWORK, P_PERSON_NETWORK_CONTACT, 0 });
        test_ok(&T.c, person_seen(&T.c, below, &p));
        assert_string_equal(p.email, "below@leader.test");
        test_as(&T, below, (enum perm[]){ 0 });
        test_fails(&T.c, person_seen(&T.c, deep, &p), E_NONE, "person.none");
        test_ok(&T.c, person_update(&T.c, below, 1, &patch, &p));
        assert_string_equal(p.email, "x@y.test");
        patch = given("rank");
        patch.rank = "platinum";
        test_fails(&T.c, person_update(&T.c, below, 2, &patch, &p), E_DENIED, "person.field_denied");
        T.c.who = &actor_nobody;
        test_fails(&T.c, person_seen(&T.c, below, &p), E_NONE, "person.none");
        T.c.who = &actor_system;
}

static void history_names_every_change(void **state)
{
        (void)state;
        int64_t a = add_named("Sponsor A", NIL), id = add_named("Moved", NIL);
        struct person_history_query all = { NIL, NULL };
        struct page h;
        test_ok(&T.c, move_to(id, a));
        test_ok(&T.c, person_history(&T.c, id, &all, &h));
        assert_int_equal(h.rows.n, 2);
        const struct person_change *k = h.rows.v;
        assert_string_equal(k[0].type, "person.moved");
        assert_non_null(strstr(k[0].changes, arena_printf(T.c.a, "\"sponsor_id\":[null,%lld]", (long long)a)));
        assert_null(strstr(k[1].changes, "Moved")); /* names are personal */
        assert_non_null(strstr(k[1].personal, "Moved"));
}

/* ---- genealogy: random moves against a model that knows only each one's sponsor ---- */

enum { PEOPLE = 40, MOVES = 150 };

static bool is_below(const int *sponsor, int leader, int who)
{
        for (int i = who; i >= 0; i = sponsor[i])
                if (i == leader)
                        return true;
        return false;
}

static void check_network(const int64_t *id, const int *sponsor)
{
        for (int leader = 0; leader < PEOPLE; leader++) {
                struct person_network_query in = { .depth = NIL, .p.limit = 200 };
                struct person_network net;
                size_t want = 0, depth_sum = 0, depth_got = 0;
                test_ok(&T.c, person_network(&T.c, id[leader], &in, &net));
                for (int i = 0; i < PEOPLE; i++)
                        if (i != leader && is_below(sponsor, leader, i)) {
                                want++;
                                for (int k = i; k != leader; k = sponsor[k])
                                        depth_sum++;
                        }
                for (size_t i = 0; i < net.items.n; i++)
                        depth_got += (size_t)((const struct person *)net.items.v)[i].depth;
                assert_int_equal(net.items.n, want);
                assert_int_equal(depth_got, depth_sum);
        }
}

static void moves_agree_with_a_model(void **state)
{
        (void)state;
        int64_t id[PEOPLE];
        int sponsor[PEOPLE];
        uint64_t seed = 42;
        for (int i = 0; i < PEOPLE; i++) {
                sponsor[i] = i ? (int)(test_random(&seed) % (uint64_t)i) : -1;
                id[i] = add_named(arena_printf(T.c.a, "Tree %d", i), i ? id[sponsor[i]] : NIL);
        }
        check_network(id, sponsor);
        for (int m = 0; m < MOVES; m++) {
                int who = (int)(test_random(&seed) % PEOPLE), to = (int)(test_random(&seed) % (PEOPLE + 1)) - 1;
                int rc = move_to(id[who], to < 0 ? NIL : id[to]);
                bool cycle = to >= 0 && is_below(sponsor, who, to);
                if (cycle && sponsor[who] != to) {
                        assert_int_equal(rc, E_CLASH);
                        assert_string_equal(T.c.slug, "person.cycle");
                        fail_clear(&T.c);
                } else {
                        test_ok(&T.c, rc);
                        sponsor[who] = to;
                }
                if (m % 30 == 29)
                        check_network(id, sponsor);
        }
        int64_t events, blocks;
        test_ok(&T.c, event_verify(&T.c, &events, &blocks));
}

/* As many at once as its contract allows: a stream may bring them together. */
static void names_of_many(void **state)
{
        (void)state;
        struct rows names;
        int64_t ids[500], one = add_named("Somebody Named", NIL);
        for (int i = 0; i < 500; i++)
                ids[i] = i == 250 ? one : 1000000 + i;
        struct list l = { ids, 500 };
        test_ok(&T.c, person_names(&T.c, &l, &names));
        assert_int_equal(names.n, 1);
        assert_string_equal(person_name_in(&names, one), "Somebody Named");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(words_are_folded),
                cmocka_unit_test(names_of_many),
                cmocka_unit_test(distance_counts_typing_errors),
                cmocka_unit_test(found_by_anything),
                cmocka_unit_test(exact_names_come_first),
                cmocka_unit_test(found_as_changed),
                cmocka_unit_test(search_pages_are_whole),
                cmocka_unit_test(numbers_of_others_find),
                cmocka_unit_test(duplicates_are_proposed),
                cmocka_unit_test(bad_values_are_refused),
                cmocka_unit_test(leaders_see_their_network),
                cmocka_unit_test(history_names_every_change),
                cmocka_unit_test(moves_agree_with_a_model),
        };
        return cmocka_run_group_tests(tests, open_store, close_store);
}
