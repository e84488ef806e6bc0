/* SQL of the person table for lookups by other modules. */
#include "db/list.h"
#include "person/person.h"

static const struct field person_name_fields[] = {
        F_ID(struct person_name, id, 0),
        F_TEXT(struct person_name, name, 200, 0),
        F_TEXT(struct person_name, email, 254, MAYBE),
        F_TEXT(struct person_name, locale, 10, MAYBE),
        F_END,
};

int person_names(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct person_name) };
        if (!ids->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT id, name, email, locale FROM person");
        sqlb_in_ids(&q, "id", ids);
        sqlb_lit(&q, " ORDER BY id");
        return db_list_(c, person_name_fields, out, sqlb_sql(&q), q.args, q.n);
}

const char *person_name_in(const struct rows *names, int64_t id)
{
        const struct person_name *v = names->v;
        for (size_t i = 0; i < names->n; i++)
                if (v[i].id == id)
                        return v[i].name;
        return NULL;
}
