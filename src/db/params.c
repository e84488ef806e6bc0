/* Finds the parameters of a statement: $1, $2 (numbered) and $name (from a struct). PostgreSQL knows
 * only numbers, so the text is rewritten for it; SQLite takes names as they are. */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/backend.h"

enum { GROW = 16 };

static int position_of(struct stmt *s, const char *name, size_t n)
{
        for (int i = 0; i < s->params; i++)
                if (strlen(s->param[i]) == n && memcmp(s->param[i], name, n) == 0)
                        return i;
        assert(s->params < MAX_PARAMS);
        if (s->params % GROW == 0) {
                s->param = realloc(s->param, sizeof *s->param * (size_t)(s->params + GROW));
                if (!s->param)
                        abort();
        }
        s->param[s->params] = strndup(name, n);
        return s->params++;
}

/* Our statements hold no quoted text with a dollar sign: values are bound. */
char *stmt_params(struct stmt *s, const char *text, char mark)
{
        size_t cap = strlen(text) * 2 + 16, n = 0;
        char *out = malloc(cap);
        if (!out)
                abort();
        while (*text) {
                if (*text != '$') {
                        out[n++] = *text++;
                        continue;
                }
                size_t len = 0;
                while (isalnum((unsigned char)text[1 + len]) || text[1 + len] == '_')
                        len++;
                assert(len > 0 && n + 8 < cap);
                n += (size_t)sprintf(out + n, "%c%d", mark, position_of(s, text + 1, len) + 1);
                text += 1 + len;
        }
        out[n] = 0;
        return out;
}
