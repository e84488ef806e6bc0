/* A trie by segment. A literal segment wins over a parameter; where it leads nowhere the parameter is tried,
 * so /tickets/widgets and /tickets/{id}/history live together. */
#include "http/router.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "http/query.h"

struct node {
        struct node *next;  /* sibling */
        struct node *child; /* literal segments below */
        struct node *param; /* at most one: its name is the same for all routes through it */
        const char *name;   /* the segment, or the parameter's name */
        size_t n;
        bool number;
        unsigned methods;
        struct entry *by_method[M_COUNT];
};

struct router {
        struct arena *a;
        struct node root;
        struct entry *entries;
        int count, cap;
};

enum http_method method_of(const char *name)
{
        static const char *const names[] = {
                [M_GET] = "GET", [M_POST] = "POST", [M_PUT] = "PUT", [M_PATCH] = "PATCH",
                [M_DELETE] = "DELETE", [M_HEAD] = "HEAD", [M_OPTIONS] = "OPTIONS",
        };
        for (int m = 0; m < M_OTHER; m++)
                if (names[m] && strcmp(names[m], name) == 0)
                        return (enum http_method)m;
        return M_OTHER;
}

void router_allow(unsigned allowed, char out[64])
{
        static const char *const names[] = { "GET, HEAD", "POST", "PUT", "PATCH", "DELETE" };
        size_t n = 0;
        for (int m = 0; m < M_COUNT; m++)
                if (allowed & 1u << m)
                        n += (size_t)snprintf(out + n, 64 - n, "%s, ", names[m]);
        snprintf(out + n, 64 - n, "OPTIONS");
}

struct router *router_new(struct arena *a)
{
        struct router *r = ARENA_NEW(a, struct router);
        r->a = a;
        return r;
}

int router_count(const struct router *r)
{
        return r->count;
}

const struct route *router_at(const struct router *r, int index)
{
        assert(index >= 0 && index < r->count);
        return r->entries[index].route;
}

/* ---- building: whatever is wrong with a route is a bug of this program ---- */

static struct node *param_node(struct router *r, struct node *at, const char *s, size_t n)
{
        assert(n > 2 && s[n - 1] == '}' && "a parameter is {name}");
        const char *name = arena_strndup(r->a, s + 1, n - 2);
        assert(name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789")] == 0);
        if (at->param) {
                assert(strcmp(at->param->name, name) == 0 && "two names for one place in a path");
                return at->param;
        }
        size_t len = strlen(name);
        at->param = ARENA_NEW(r->a, struct node);
        at->param->name = name;
        at->param->number = strcmp(name, "id") == 0 || (len > 3 && strcmp(name + len - 3, "_id") == 0);
        return at->param;
}

static struct node *literal_node(struct router *r, struct node *at, const char *s, size_t n)
{
        for (struct node *k = at->child; k; k = k->next)
                if (k->n == n && memcmp(k->name, s, n) == 0)
                        return k;
        struct node *k = ARENA_NEW(r->a, struct node);
        k->name = arena_strndup(r->a, s, n);
        assert(k->name[strcspn(k->name, "{}?#% ")] == 0 && "a path has plain segments and {parameters}");
        k->n = n;
        k->next = at->child;
        at->child = k;
        return k;
}

static struct node *place(struct router *r, const char *path)
{
        struct node *at = &r->root;
        int segments = 0, params = 0;
        assert(path[0] == '/');
        for (const char *s = path; *s;) {
                assert(*s == '/');
                size_t n = strcspn(++s, "/");
                assert(n && "an empty segment in a path");
                segments++;
                params += *s == '{';
                at = *s == '{' ? param_node(r, at, s, n) : literal_node(r, at, s, n);
                s += n;
        }
        assert(segments <= SEGMENTS_MAX && params <= PARAMS_MAX);
        return at;
}

static void check_route(const struct router *r, const struct route *route, enum http_method m)
{
        assert(m < M_COUNT && "a route's method is GET, POST, PUT, PATCH or DELETE");
        assert(route->fn && route->path && "a route needs a path and a function");
        assert(!route->body == !route->body_size && !route->query == !route->query_size);
        assert(!(route->flags & R_RAW) || !route->body);
        for (int i = 0; i < r->count; i++)
                assert(strcmp(r->entries[i].route->op, route->op) != 0 && "two routes with one op");
}

void router_add(struct router *r, const struct route *routes, const char *base)
{
        for (const struct route *route = routes; route->op; route++) {
                enum http_method m = method_of(route->method);
                check_route(r, route, m);
                if (r->count == r->cap) {
                        int cap = r->cap ? r->cap * 2 : 64;
                        r->entries = arena_grow(r->a, r->entries, sizeof(struct entry) * (size_t)r->cap,
                                                sizeof(struct entry) * (size_t)cap);
                        r->cap = cap;
                }
                r->entries[r->count] = (struct entry){ route, r->count };
                bool rooted = route->flags & R_ROOT;
                struct node *at = place(r, rooted ? route->path : arena_printf(r->a, "%s%s", base, route->path));
                assert(!at->by_method[m] && "two routes with one method and path");
                at->by_method[m] = ARENA_NEW(r->a, struct entry);
                *at->by_method[m] = r->entries[r->count++];
                at->methods |= 1u << m;
        }
}

/* ---- matching ---- */

static bool number_of(const char *s, size_t n, int64_t *id)
{
        if (!n || n > 16 || s[0] == '0')
                return false;
        int64_t v = 0;
        for (size_t i = 0; i < n; i++) {
                if (s[i] < '0' || s[i] > '9')
                        return false;
                v = v * 10 + (s[i] - '0');
        }
        *id = v;
        return v <= JSON_INT_MAX;
}

/* "." and ".." are refused however they are spelled, so that no handler meets them as a name. */
static bool text_ok(const char *s, size_t n)
{
        char tmp[PARAM_BYTES + 1];
        long len = n > PARAM_BYTES ? -1 : percent_decode(tmp, s, n, false);
        return len > 0 && strcmp(tmp, ".") != 0 && strcmp(tmp, "..") != 0;
}

static const struct node *descend(const struct node *at, const char *s, size_t n, struct match *m, bool *bad);

static const struct node *descend_param(const struct node *at, const char *s, size_t len, const char *rest,
                                        size_t rest_n, struct match *m, bool *bad)
{
        struct param *p = &m->param[m->params];
        *p = (struct param){ at->name, s, len, NIL };
        if (at->number) {
                if (!number_of(s, len, &p->id))
                        return NULL;
        } else if (!text_ok(s, len)) {
                *bad = true;
                return NULL;
        }
        m->params++;
        const struct node *found = descend(at, rest, rest_n, m, bad);
        if (!found)
                m->params--;
        return found;
}

/* s is at the '/' before the next segment, or at the end. At most SEGMENTS_MAX deep: the trie is. */
static const struct node *descend(const struct node *at, const char *s, size_t n, struct match *m, bool *bad)
{
        if (!n)
                return at->methods ? at : NULL;
        s++;
        n--;
        const char *slash = memchr(s, '/', n);
        size_t len = slash ? (size_t)(slash - s) : n;
        if (!len)
                return NULL;
        for (const struct node *k = at->child; k; k = k->next)
                if (k->n == len && memcmp(k->name, s, len) == 0) {
                        const struct node *found = descend(k, s + len, n - len, m, bad);
                        if (found)
                                return found;
                        break;
                }
        return at->param ? descend_param(at->param, s, len, s + len, n - len, m, bad) : NULL;
}

int router_match(const struct router *r, enum http_method method, const char *path, size_t n, struct match *m)
{
        m->entry = NULL;
        m->allowed = 0;
        m->params = 0;
        if (!n || path[0] != '/')
                return E_NONE;
        bool bad = false;
        const struct node *at = descend(&r->root, path, n, m, &bad);
        if (!at)
                return bad ? E_BAD : E_NONE;
        m->allowed = at->methods;
        if (method == M_HEAD)
                method = M_GET;
        m->entry = method < M_COUNT ? at->by_method[method] : NULL;
        return m->entry ? OK : E_DENIED;
}
