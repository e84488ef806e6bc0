/* Tax within a gross total, shared over the lines. Source: docs decisions, money. */
#include <stdlib.h>

#include "base/arena.h"
#include "delivery/price_code.h"

struct remainder {
        __int128 left; /* of its share, over the total */
        int line;
};

static int larger_first(const void *a, const void *b)
{
        const struct remainder *x = a, *y = b;
        if (x->left != y->left)
                return x->left > y->left ? -1 : 1;
        return x->line - y->line;
}

/* Every share is rounded down, then the units still missing go to the largest remainders. Signs of total and
 * tax agree, so that all is done on a total above zero. */
static void share(struct ctx *c, struct price_quote *q)
{
        __int128 total = q->total < 0 ? -(__int128)q->total : q->total;
        __int128 tax = q->tax < 0 ? -(__int128)q->tax : q->tax;
        struct remainder *r = ARENA_ARRAY(c->a, struct remainder, (size_t)q->n);
        __int128 missing = tax; /* on the way it may pass 64 bits: huge lines of both signs */
        for (int i = 0; i < q->n; i++) {
                __int128 part = tax * (q->total < 0 ? -q->lines[i].amount : q->lines[i].amount);
                __int128 whole = part / total - (part % total < 0);
                r[i] = (struct remainder){ part - whole * total, i };
                q->lines[i].tax = (int64_t)whole;
                missing -= whole;
        }
        qsort(r, (size_t)q->n, sizeof *r, larger_first);
        for (int i = 0; i < missing; i++)
                q->lines[r[i].line].tax++;
        for (int i = 0; q->total < 0 && i < q->n; i++)
                q->lines[i].tax = -q->lines[i].tax;
}

int price_tax(struct ctx *c, struct price_quote *q, int64_t tax_ppm)
{
        __int128 sum = 0;
        for (int i = 0; i < q->n; i++) {
                sum += q->lines[i].amount;
                q->lines[i].tax = 0;
        }
        if (sum <= -PRICE_MAX_AMOUNT || sum >= PRICE_MAX_AMOUNT)
                return price_refuse(c, NULL, "pricing.overflow", &(struct price_where){ -1, NULL, "total" },
                                    "a total below 2^53");
        q->total = (int64_t)sum;
        struct price_num rate = price_num_of(tax_ppm), tax = price_num_of(q->total);
        /* 2^53 times 10^7: far within 128 bits. */
        price_num_mul(tax, rate, &tax);
        price_num_div(tax, price_num_of(1000000 + tax_ppm), &tax);
        price_num_round(tax, &q->tax);
        if (q->tax)
                share(c, q);
        return OK;
}
