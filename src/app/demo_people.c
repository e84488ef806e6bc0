/* The people of the demo company: the thirteen who sign in, a second shop, and some hundred in a genealogy below the two
 * consultants and three other leaders. The same in every run. */
#include <string.h>

#include "app/app.h"
#include "area/area.h"
#include "auth/auth.h"
#include "base/arena.h"
#include "base/fold.h"
#include "db/db.h"
#include "person/person.h"

#define PASSWORD "amends-demo"

enum { CROWD = 320, LEADERS = 3 };

static const struct {
        const char *login, *name, *kind, *role, *locale, *time_zone, *sponsor, *rank, *phone, *street, *postcode, *city, *country;
} logins[] = {
        { "admin", "Ada Romero", "staff", "admin", "en", "Europe/Madrid", NULL, NULL, "+34 915 550 101", NULL, "28013", "Madrid", "ES" },
        { "supervisor", "Samuel Okafor", "staff", "supervisor", "en", "Europe/Paris", NULL, NULL, "+33 1 99 00 10 02", NULL, "75010", "Paris", "FR" },
        { "agent", "Inés Calvo", "staff", "agent", "es", "Europe/Madrid", NULL, NULL, "+34 915 550 103", NULL, "28004", "Madrid", "ES" },
        { "agent2", "Hugo Marchand", "staff", "agent", "fr", "Europe/Paris", NULL, NULL, "+33 1 99 00 10 04", NULL, "75011", "Paris", "FR" },
        { "dispatcher", "Noor Haddad", "staff", "dispatcher", "fr", "Europe/Paris", NULL, NULL, "+33 1 99 00 10 05", NULL, "75019", "Paris", "FR" },
        { "courier", "Théo Lambert", "courier", "courier", "fr", "Europe/Paris", NULL, NULL, "+33 6 39 98 10 06", NULL, "75020", "Paris", "FR" },
        { "courier2", "Lena Fischer", "courier", "courier", "en", "Europe/Paris", NULL, NULL, "+33 6 39 98 10 07", NULL, "75018", "Paris", "FR" },
        { "shop", "Fleurs du Canal", "shop", "shop", "fr", "Europe/Paris", NULL, NULL, "+33 1 99 00 10 08", "12 quai de Valmy", "75010", "Paris", "FR" },
        { "consultant", "Marta Quintero", "consultant", "consultant", "es", "America/Bogota", NULL, "diamond", "+57 601 555 0109",
          "Carrera 7 # 71-21", "110231", "Bogotá", "CO" },
        { "consultant2", "Paula Restrepo", "consultant", "consultant", "es", "America/Bogota", "consultant", "gold", "+57 604 555 0110",
          "Calle 10 # 43-12", "050021", "Medellín", "CO" },
        { "customer", "Camille Durand", "customer", "customer", "fr", "Europe/Paris", "consultant2", NULL, "+33 6 39 98 10 11",
          "8 rue Oberkampf", "75011", "Paris", "FR" },
        { "carrier", "TIPSA Demo", "carrier", "carrier", "es", "Europe/Madrid", NULL, NULL, "+34 915 550 112", NULL, "28022", "Madrid", "ES" },
        { "shop2", "Le Bon Bouillon", "shop", "shop", "fr", "Europe/Paris", NULL, NULL, "+33 1 99 00 10 14", "12 rue Oberkampf", "75011", "Paris", "FR" },
        { "engineer", "Grace Lindqvist", "staff", "engineer", "en", "Europe/Stockholm", NULL, NULL, "+46 8 555 01 13", NULL, "111 20", "Stockholm", "SE" },
};
enum { LOGINS = sizeof logins / sizeof *logins };

struct country {
        const char *locale, *time_zone, *code, *first[20], *last[20], *street[6], *phone;
        struct {
                const char *name, *postcode, *territory;
        } city[5];
};
static const struct country countries[] = {
        { "es", "America/Bogota", "CO",
          { "María", "José", "Luz", "Andrés", "Sofía", "Camilo", "Valentina", "Julián", "Ángela", "Óscar", "Daniela", "Nicolás", "Adriana",
            "Sebastián", "Gloria", "Iván", "Lucía", "Mauricio", "Yolanda", "Álvaro" },
          { "García", "Rodríguez", "Martínez", "Hernández", "López", "González", "Pérez", "Sánchez", "Ramírez", "Gómez", "Díaz", "Muñoz",
            "Rojas", "Castaño", "Ospina", "Vélez", "Arango", "Núñez", "Peña", "Suárez" },
          { "Calle 45 # 13-", "Carrera 15 # 82-", "Avenida 30 # 6-", "Transversal 9 # 55-", "Diagonal 74 # 20-", "Calle 127 # 7-" }, "+57 300 555 ",
          { { "Bogotá", "110111", "Cundinamarca" }, { "Medellín", "050010", "Antioquia" }, { "Cali", "760001", "Valle del Cauca" },
            { "Barranquilla", "080001", "Atlántico" }, { "Bucaramanga", "680001", "Santander" } } },
        { "fr", "Europe/Paris", "FR",
          { "Élodie", "Jean-Luc", "Chloé", "Mathieu", "Inès", "François", "Zoé", "Benoît", "Hélène", "Loïc", "Anaïs", "Rémi", "Maëlle", "Gaël",
            "Clémence", "Noël", "Aurélie", "Thibault", "Fanny", "Yann" },
          { "Martin", "Bernard", "Lefèvre", "Moreau", "Girard", "Rousseau", "Fontaine", "Chevalier", "Gauthier", "Perrin", "Clément", "Dupré",
            "Leclerc", "Marchand", "Barbier", "Béranger", "Noël", "L’Hermite", "Guérin", "Faure" },
          { " rue de la République", " avenue Jean-Jaurès", " rue des Lilas", " boulevard Voltaire", " rue du Général-Leclerc", " impasse des Roses" },
          "+33 6 39 98 ",
          { { "Paris", "75011", "Île-de-France" }, { "Lyon", "69003", "Rhône" }, { "Nantes", "44000", "Loire-Atlantique" },
            { "Lille", "59000", "Nord" }, { "Toulouse", "31000", "Haute-Garonne" } } },
        { "en", "Europe/London", "GB",
          { "Olivia", "George", "Amelia", "Harry", "Isla", "Jack", "Emily", "Noah", "Grace", "Oscar", "Freya", "Callum", "Niamh", "Rhys",
            "Aisha", "Imran", "Charlotte", "Ewan", "Poppy", "Siân" },
          { "Smith", "Jones", "Taylor", "O’Brien", "Williams", "Evans", "Wilson", "Campbell", "Khan", "MacLeod", "Davies", "Patel", "Wright",
            "Murphy", "Fletcher", "Okonkwo", "Hughes", "Ward", "Bell", "Stewart" },
          { " High Street", " Station Road", " Church Lane", " Mill Road", " Victoria Terrace", " Park Avenue" }, "+44 7700 90",
          { { "London", "E8 3PN", "Greater London" }, { "Leeds", "LS1 4AP", "Yorkshire" }, { "Bristol", "BS1 5TR", "South West" },
            { "Cardiff", "CF10 1EP", "Wales" }, { "Glasgow", "G1 1XQ", "Scotland" } } },
};

/* The random numbers of the demo company: always the same. */
static unsigned draw(uint64_t *state, unsigned n)
{
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        return (unsigned)(*state >> 33) % n;
}

/* ---- who signs in ---- */

static int64_t id_of(const char *login, const int64_t *ids)
{
        for (int i = 0; login && i < LOGINS; i++)
                if (strcmp(logins[i].login, login) == 0)
                        return ids[i];
        return NIL;
}

static int load_login(struct ctx *c, int i, int64_t *ids)
{
        struct person p;
        struct person_new n;
        int64_t account;
        const char *email = arena_printf(c->a, "%s@demo.test", logins[i].login);
        field_clear(person_new_fields, &n);
        n.kind = logins[i].kind;
        n.name = logins[i].name;
        n.email = email;
        n.phone = logins[i].phone;
        n.locale = logins[i].locale;
        n.time_zone = logins[i].time_zone;
        n.rank = logins[i].rank;
        n.street = logins[i].street;
        n.postcode = logins[i].postcode;
        n.city = logins[i].city;
        n.country = logins[i].country;
        n.sponsor_id = id_of(logins[i].sponsor, ids);
        TRY(person_create(c, &n, &p));
        ids[i] = p.id;
        struct account_new a = { p.id, email, PASSWORD, { &logins[i].role, 1 } };
        return account_create(c, &a, &account);
}

/* ---- the crowd ---- */

static const char *plain_ascii(struct ctx *c, const char *s)
{
        char *out = arena_strdup(c->a, fold_text(c->a, s)), *p = out;
        for (const char *r = out; *r; r++)
                if ((*r >= 'a' && *r <= 'z') || *r == '-')
                        *p++ = *r;
        *p = 0;
        return out;
}

static void address(struct ctx *c, struct person_new *n, const struct country *k, uint64_t *state)
{
        unsigned city = draw(state, 5), number = 1 + draw(state, 98);
        const char *street = k->street[draw(state, 6)];
        n->street = *street == ' ' ? arena_printf(c->a, "%u%s", number, street) : arena_printf(c->a, "%s%u", street, number);
        n->city = k->city[city].name;
        n->postcode = k->city[city].postcode;
        n->territory = k->city[city].territory;
        n->country = k->code;
}

static void somebody(struct ctx *c, int i, struct person_new *n, uint64_t *state)
{
        static const char *const ranks[] = { "bronze", "bronze", "bronze", "silver", "silver", "gold" };
        static const char *const others[] = { "customer", "customer", "customer", "prospect", "distributor", "entrepreneur", "influencer" };
        const struct country *k = &countries[draw(state, 10) < 5 ? 0 : draw(state, 2) + 1];
        const char *first = k->first[draw(state, 20)], *last = k->last[draw(state, 20)];
        field_clear(person_new_fields, n);
        n->name = strcmp(k->code, "CO") == 0 ? arena_printf(c->a, "%s %s %s", first, last, k->last[draw(state, 20)])
                                             : arena_printf(c->a, "%s %s", first, last);
        n->kind = i < LEADERS || draw(state, 10) < 5 ? "consultant" : others[draw(state, 7)];
        n->rank = i < LEADERS ? "diamond" : strcmp(n->kind, "consultant") == 0 ? ranks[draw(state, 6)] : NULL;
        n->status = draw(state, 12) == 0 ? "inactive" : draw(state, 60) == 0 ? "blocked" : "active";
        n->locale = k->locale;
        n->time_zone = k->time_zone;
        if (draw(state, 10) < 8)
                n->email = arena_printf(c->a, "%s.%s%d@example.org", plain_ascii(c, first), plain_ascii(c, last), i);
        if (draw(state, 10) < 9)
                n->phone = arena_printf(c->a, "%s%02u %02u", k->phone, i / 100, i % 100);
        address(c, n, k, state);
}

/* Consultants bring people in: below one of the first ones, or below somebody brought in before. */
static int load_crowd(struct ctx *c, const int64_t *ids)
{
        int64_t sponsors[LEADERS + 2 + CROWD];
        unsigned many = 0;
        uint64_t state = 2026;
        sponsors[many++] = id_of("consultant", ids);
        sponsors[many++] = id_of("consultant2", ids);
        for (int i = 0; i < CROWD; i++) {
                struct person p;
                struct person_new n;
                somebody(c, i, &n, &state);
                if (i >= LEADERS)
                        n.sponsor_id = sponsors[draw(&state, 3) == 0 ? draw(&state, 2 + LEADERS) : draw(&state, many)];
                TRY(person_create(c, &n, &p));
                if (strcmp(n.kind, "consultant") == 0)
                        sponsors[many++] = p.id;
        }
        return OK;
}

/* ---- areas ---- */

static int load_areas(struct ctx *c, const int64_t *ids)
{
        static const struct {
                const char *area, *head, *member[3];
        } areas[] = {
                { "service", "supervisor", { "agent", "agent2" } },
                { "finance", "admin", { "agent2" } },
                { "logistics", "dispatcher", { "agent" } },
                { "systems", "engineer", { "admin" } },
        };
        for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
                struct area_member m[4] = { { .person_id = id_of(areas[i].head, ids), .is_head = 1 } };
                struct area_put in = { { m, 1, sizeof *m } };
                struct area area;
                for (int k = 0; k < 3 && areas[i].member[k]; k++)
                        m[in.members.n++].person_id = id_of(areas[i].member[k], ids);
                TRY(area_replace(c, areas[i].area, NIL, &in, &area));
        }
        return OK;
}

int demo_people(struct ctx *c)
{
        int64_t ids[LOGINS];
        for (int i = 0; i < LOGINS; i++)
                TRY(load_login(c, i, ids));
        TRY(load_areas(c, ids));
        return load_crowd(c, ids);
}
