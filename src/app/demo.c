/* The demo company. Loading it twice changes nothing: what is there already is left alone. */
#include <stdio.h>

#include "app/app.h"
#include "auth/auth.h"
#include "tag/tag.h"

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
        TRY(demo_people(c));
        TRY(load_tags(c));
        TRY(demo_tickets(c));
        TRY(demo_orders(c));
        TRY(demo_deliveries(c));
        printf("demo: loaded\n");
        return OK;
}
