/* http/router.h - from method and path to a route. Knows no server; built once, then read-only. */
#pragma once
#include "http/route.h"

enum { PARAMS_MAX = 4, SEGMENTS_MAX = 16, PARAM_BYTES = 400 };

enum http_method { M_GET, M_POST, M_PUT, M_PATCH, M_DELETE, M_COUNT, M_HEAD, M_OPTIONS, M_OTHER };
enum http_method method_of(const char *name);

struct entry {
        const struct route *route;
        int index; /* 0.. in the order of addition: where its figures are kept */
};
struct param {
        const char *name;
        const char *raw; /* in the path, still percent-encoded */
        size_t n;
        int64_t id; /* of {id} and {..._id}; NIL for texts */
};
struct match {
        const struct entry *entry;
        unsigned allowed; /* bit m: the path exists with method m */
        int params;
        struct param param[PARAMS_MAX];
};

struct router;
struct router *router_new(struct arena *a);
/* Adds routes up to {0}. A malformed or duplicate path or operation asserts. */
void router_add(struct router *r, const struct route *routes, const char *base);
int router_count(const struct router *r);
const struct route *router_at(const struct router *r, int index);
/* OK; E_NONE: no such path; E_DENIED: the path exists, not with this method (see m->allowed; HEAD counts
 * as GET); E_BAD: a part of the path is not decodable text. */
int router_match(const struct router *r, enum http_method method, const char *path, size_t n, struct match *m);
/* "GET, HEAD, OPTIONS" for a 405; at least 64 bytes. */
void router_allow(unsigned allowed, char out[64]);
