/* What a report is about besides people and lists: its store and its product. */
#include "base/actor.h"
#include "base/arena.h"
#include "product/product.h"
#include "shop/shop.h"
#include "ticket/ticket_rule.h"

/* Staff name any store, others one that they act for. */
int ticket_check_about(struct ctx *c, int64_t store_id, int64_t product_id, bool ordered)
{
        struct shop s;
        bool staff = c->who->staff;
        int rc = store_id == NIL || (ordered && !staff) ? OK : staff ? shop_load(c, store_id, &s) : shop_acts_for(c, store_id);
        if (rc == E_NONE)
                fail_field(c, "store_id", "unknown_store", "There is no such store.");
        else
                TRY(rc);
        int offered = product_id == NIL ? 1 : product_offered(c, product_id);
        TRY(offered);
        if (!offered)
                fail_field(c, "product_id", "unknown_product", "There is no such product, or it is offered no more.");
        return rc == OK && offered ? OK : E_INVALID;
}

static struct list named(struct ctx *c, const struct ticket *v, size_t n, size_t off)
{
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        size_t k = 0;
        for (size_t i = 0; i < n; i++) {
                int64_t id = *(const int64_t *)((const char *)&v[i] + off);
                if (id != NIL)
                        ids[k++] = id;
        }
        return (struct list){ ids, k };
}

int ticket_show_about(struct ctx *c, struct ticket *v, size_t n)
{
        struct rows stores, products;
        struct list s = named(c, v, n, offsetof(struct ticket, store_id)), p = named(c, v, n, offsetof(struct ticket, product_id));
        TRY(shop_names(c, &s, &stores));
        TRY(product_names_of(c, &p, &products));
        const char *locale = products.n ? ticket_reader_locale(c) : NULL;
        for (size_t i = 0; i < n; i++) {
                v[i].store_name = shop_name_in(&stores, v[i].store_id);
                v[i].product_name = product_name_in(&products, v[i].product_id, locale);
        }
        return OK;
}
