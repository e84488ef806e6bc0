/* SQL of the person table for lookups by other modules. */
#include <stdlib.h>
#include <string.h>

#include "db/list.h"
#include "person/person.h"

static const struct field person_name_fields[] = {
        F_ID(struct person_name, id, 0),
        F_TEXT(struct person_name, name, 200, 0),
        F_TEXT(struct person_name, email, 254, MAYBE),
        F_TEXT(struct person_name, locale, 10, MAYBE),
        F_END,
};

/* Both of ids and of struct person_name, which begins with one. */
static int by_id(const void *a, const void *b)
{
        int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
        return x < y ? -1 : x > y;
}

int person_names(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        size_t n = 0;
        *out = (struct rows){ .size = sizeof(struct person_name) };
        if (!ids->n)
                return OK;
        int64_t *once = ARENA_ARRAY(c->a, int64_t, ids->n);
        memcpy(once, ids->v, ids->n * sizeof *once);
        qsort(once, ids->n, sizeof *once, by_id);
        for (size_t i = 0; i < ids->n; i++)
                if (!n || once[n - 1] != once[i])
                        once[n++] = once[i];
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT p.id, p.name, p.email, p.locale");
        sqlb_from_ids(&q, &(struct list){ once, n });
        sqlb_lit(&q, " CROSS JOIN person p WHERE p.id = v.column1");
        TRY(db_list_(c, person_name_fields, out, sqlb_sql(&q), q.args, q.n));
        if (out->n)
                qsort(out->v, out->n, out->size, by_id);
        return OK;
}

const char *person_name_in(const struct rows *names, int64_t id)
{
        const struct person_name *p = names->n ? bsearch(&id, names->v, names->n, names->size, by_id) : NULL;
        return p ? p->name : NULL;
}
