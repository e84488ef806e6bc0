/* The demo company. Loading it twice changes nothing: what is there already is left alone. */
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "auth/auth.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "person/person.h"
#include "tag/tag.h"

#define PASSWORD "amends-demo"

static const struct {
        const char *login, *name, *kind, *role, *locale, *time_zone, *sponsor;
} people[] = {
        { "admin", "Ada Romero", "staff", "admin", "en", "Europe/Madrid", NULL },
        { "supervisor", "Samuel Okafor", "staff", "supervisor", "en", "Europe/Paris", NULL },
        { "agent", "Inés Calvo", "staff", "agent", "es", "Europe/Madrid", NULL },
        { "agent2", "Hugo Marchand", "staff", "agent", "fr", "Europe/Paris", NULL },
        { "dispatcher", "Noor Haddad", "staff", "dispatcher", "fr", "Europe/Paris", NULL },
        { "courier", "Théo Lambert", "courier", "courier", "fr", "Europe/Paris", NULL },
        { "courier2", "Lena Fischer", "courier", "courier", "en", "Europe/Paris", NULL },
        { "shop", "Fleurs du Canal", "shop", "shop", "fr", "Europe/Paris", NULL },
        { "consultant", "Marta Quintero", "consultant", "consultant", "es", "America/Bogota", NULL },
        { "consultant2", "Paula Restrepo", "consultant", "consultant", "es", "America/Bogota", "consultant" },
        { "customer", "Camille Durand", "customer", "customer", "fr", "Europe/Paris", "consultant2" },
        { "carrier", "TIPSA Demo", "carrier", "carrier", "es", "Europe/Madrid", NULL },
        { "engineer", "Grace Lindqvist", "staff", "engineer", "en", "Europe/Stockholm", NULL },
};
enum { PEOPLE = sizeof people / sizeof *people };

static int sponsor_of(const char *login, const int64_t *ids)
{
        for (int i = 0; login && i < PEOPLE; i++)
                if (strcmp(people[i].login, login) == 0)
                        return (int)ids[i];
        return -1;
}

static int load_people(struct ctx *c)
{
        int64_t ids[PEOPLE], account;
        for (int i = 0; i < PEOPLE; i++) {
                struct person p;
                struct person_new n;
                const char *email = arena_printf(c->a, "%s@demo.test", people[i].login);
                int sponsor = sponsor_of(people[i].sponsor, ids);
                field_clear(person_new_fields, &n);
                n.kind = people[i].kind;
                n.name = people[i].name;
                n.email = email;
                n.locale = people[i].locale;
                n.time_zone = people[i].time_zone;
                n.sponsor_id = sponsor < 0 ? NIL : sponsor;
                TRY(person_create(c, &n, &p));
                ids[i] = p.id;
                struct account_new a = { p.id, email, PASSWORD, { &people[i].role, 1 } };
                TRY(account_create(c, &a, &account));
        }
        return OK;
}

static int load_tags(struct ctx *c)
{
        static const struct tag_new tags[] = {
                { "VIP", 7 }, { "second attempt", 3 }, { "fragile", 2 }, { "réclamation", 1 }, { "sin respuesta", 0 }, { "photo missing", 6 },
        };
        struct tag t;
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
                TRY(tag_create(c, &tags[i], &t));
        return OK;
}

int demo_load(struct app *a)
{
        int64_t n;
        struct ctx *c = &a->c;
        TRY(account_count(c, &n));
        if (n > 0) {
                printf("demo: there are accounts already; nothing was changed\n");
                return OK;
        }
        TRY(load_people(c));
        TRY(load_tags(c));
        TRY(demo_tickets(c));
        printf("demo: loaded\n");
        return OK;
}
