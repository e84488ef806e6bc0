/* What people see beside the row: names, tags, how close it is; and what staff alone sees. */
#include "base/arena.h"
#include "person/person.h"
#include "shop/shop.h"
#include "tag/tag.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

static int show_names(struct ctx *c, struct ticket *v, size_t n)
{
        struct rows names;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n * 4 + 1);
        size_t k = 0;
        for (size_t i = 0; i < n; i++) {
                const int64_t who[] = { v[i].assignee_id, v[i].requester_id, v[i].affected_id, v[i].named_id };
                for (size_t w = 0; w < sizeof who / sizeof *who; w++)
                        if (who[w] != NIL)
                                ids[k++] = who[w];
        }
        struct list l = { ids, k };
        TRY(person_names(c, &l, &names));
        for (size_t i = 0; i < n; i++) {
                v[i].assignee_name = person_name_in(&names, v[i].assignee_id);
                v[i].requester_name = person_name_in(&names, v[i].requester_id);
                v[i].affected_name = person_name_in(&names, v[i].affected_id);
                v[i].named_name = person_name_in(&names, v[i].named_id);
        }
        return OK;
}

/* Also to whoever is no member of it: the ticket's store is told by its id anyway. */
static int show_stores(struct ctx *c, struct ticket *v, size_t n)
{
        struct rows names;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        size_t k = 0;
        for (size_t i = 0; i < n; i++)
                if (v[i].store_id != NIL)
                        ids[k++] = v[i].store_id;
        struct list l = { ids, k };
        TRY(shop_names(c, &l, &names));
        for (size_t i = 0; i < n; i++)
                v[i].store_name = shop_name_in(&names, v[i].store_id);
        return OK;
}

static int show_tags(struct ctx *c, struct ticket *v, size_t n)
{
        struct rows links, tags;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        for (size_t i = 0; i < n; i++)
                ids[i] = v[i].id;
        struct list l = { ids, n };
        TRY(ticket_tags_of(c, &l, &links));
        if (!links.n)
                return OK;
        TRY(tag_all(c, &tags));
        const struct ticket_tag *k = links.v;
        for (size_t i = 0; i < n; i++) {
                const char **names = ARENA_ARRAY(c->a, const char *, links.n);
                size_t m = 0;
                for (size_t j = 0; j < links.n; j++)
                        for (size_t g = 0; k[j].ticket_id == v[i].id && g < tags.n; g++)
                                if (((struct tag *)tags.v)[g].id == k[j].tag_id)
                                        names[m++] = ((struct tag *)tags.v)[g].name;
                v[i].tags = (struct list){ names, m };
        }
        return OK;
}

int ticket_show(struct ctx *c, struct ticket *v, size_t n, bool staff)
{
        for (size_t i = 0; i < n; i++) {
                v[i].sla_state = ticket_sla_state(&v[i], c->now);
                if (!staff)
                        v[i].named_id = NIL;
        }
        TRY(show_names(c, v, n));
        TRY(show_stores(c, v, n));
        return staff ? show_tags(c, v, n) : OK;
}
