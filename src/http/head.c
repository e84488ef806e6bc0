/* What the header of a request says: one pass over it, and the refusals that need no session. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/inside.h"

struct known {
        const char *name;
        size_t n, off;
        bool last; /* of several, the last one counts */
};
#define KNOWN(h, m) { h, sizeof h - 1, offsetof(struct head, m), false }

static const struct known known[] = {
        KNOWN("Accept", accept),
        KNOWN("Accept-Encoding", accept_encoding),
        KNOWN("Authorization", authorization),
        KNOWN("Content-Length", length),
        KNOWN("Content-Type", content_type),
        KNOWN("Cookie", cookie),
        KNOWN("Expect", expect),
        KNOWN("Idempotency-Key", idem_key),
        KNOWN("If-Match", if_match),
        KNOWN("If-None-Match", if_none_match),
        KNOWN("Transfer-Encoding", transfer),
        KNOWN("X-Amends-CSRF", csrf),
        { "X-Forwarded-For", 15, offsetof(struct head, forwarded_for), true },
        KNOWN("X-Forwarded-Proto", forwarded_proto),
};

static enum MHD_Result one_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n,
                                  const char *value, size_t value_n)
{
        struct head *h = cls;
        (void)kind;
        (void)value_n;
        h->count++;
        h->strange += key_n && strchr(" \t", key[key_n - 1]) != NULL;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
                const struct known *k = &known[i];
                if (k->n != key_n || strncasecmp(k->name, key, key_n) != 0)
                        continue;
                const char **at = (const char **)((char *)h + k->off);
                if (!*at || k->last)
                        *at = value ? value : "";
                h->lengths += at == &h->length;
                h->transfers += at == &h->transfer;
                break;
        }
        return MHD_YES;
}

int head_read(struct ctx *c, struct req *q)
{
        struct head *h = &q->head;
        MHD_get_connection_values_n(q->mhd, MHD_HEADER_KIND, one_header, h);
        if (h->count > HEADERS_MAX)
                return fail(c, E_BAD, "request.too_many_headers", "More than %d header lines.", HEADERS_MAX);
        if (h->strange) /* a proxy in front may have read the name without it: request smuggling */
                return fail(c, E_BAD, "request.header_name", "There is white space between the name of a header and its colon.");
        /* A proxy in front may have read the other of the two: request smuggling. */
        if (h->lengths + h->transfers > 1 || (h->transfer && strcasecmp(h->transfer, "chunked") != 0))
                return fail(c, E_BAD, "request.ambiguous_length",
                            "Content-Length and Transfer-Encoding contradict each other.");
        q->length = h->transfer ? -1 : h->length ? strtoll(h->length, NULL, 10) : 0;
        return OK;
}

bool media_is(const char *header, const char *type)
{
        size_t n = strlen(type);
        if (!header || strncasecmp(header, type, n) != 0)
                return false;
        return !header[n] || header[n] == ';' || header[n] == ' ' || header[n] == '\t';
}

static bool charset_ok(const char *header)
{
        const char *at = strcasestr(header, "charset=");
        if (!at)
                return true;
        at += 8 + (at[8] == '"');
        return strncasecmp(at, "utf-8", 5) == 0 && !strchr("-_.0123456789", at[5] ? at[5] : 'x');
}

bool body_is_json(const struct req *q)
{
        const char *type = q->head.content_type;
        bool merge = strcmp(q->route->method, "PATCH") == 0 && media_is(type, "application/merge-patch+json");
        return (merge || media_is(type, http_media_json)) && charset_ok(type);
}

static bool body_is_form(const struct req *q)
{
        return media_is(q->head.content_type, "multipart/form-data") ||
               (media_is(q->head.content_type, "application/x-www-form-urlencoded") && charset_ok(q->head.content_type));
}

int head_check_body(struct ctx *c, const struct req *q)
{
        const struct route *r = q->route;
        const struct options *opt = q->s->env->opt;
        bool any = r->flags & R_RAW;
        bool form = r->flags & R_UPLOAD && body_is_form(q);
        bool files = any || (form && media_is(q->head.content_type, "multipart/form-data"));
        int64_t most = files ? opt->max_upload : opt->max_body;
        if (q->no_disk)
                return fail(c, E_BUSY, "storage.full", "The body could not be stored; try again later.");
        if (!q->length || (q->length < 0 && q->phase == PHASE_RUN && !q->seen))
                return OK;
        if (!r->body && !(r->flags & (R_RAW | R_UPLOAD)))
                return fail(c, E_BAD, "body.unexpected", "This request takes no body.");
        if (q->length > most || q->too_large)
                return fail(c, E_LARGE, "body.too_large", "The body may have at most %lld bytes.", (long long)most);
        if (!any && !form && !(r->body && body_is_json(q)))
                return fail(c, E_MEDIA, "body.media_type", "The body must be %s.",
                            !(r->flags & R_UPLOAD) ? "application/json"
                            : r->body ? "multipart/form-data, a form, or application/json" : "multipart/form-data");
        return OK;
}

/* ---- who is at the other end ---- */

static struct in6_addr peer_of(const struct req *q)
{
        struct in6_addr a = in6addr_any;
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(q->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
        if (info && info->client_addr->sa_family == AF_INET6)
                a = ((const struct sockaddr_in6 *)info->client_addr)->sin6_addr;
        else if (info && info->client_addr->sa_family == AF_INET)
                address_from_v4(&a, &((const struct sockaddr_in *)info->client_addr)->sin_addr);
        return a;
}

void address_from_v4(struct in6_addr *to, const struct in_addr *v4)
{
        static const unsigned char prefix[12] = { [10] = 0xff, [11] = 0xff };
        memcpy(to->s6_addr, prefix, 12);
        memcpy(to->s6_addr + 12, v4, 4);
}

bool address_read(const char *s, size_t n, struct in6_addr *to)
{
        char text[INET6_ADDRSTRLEN];
        struct in_addr v4;
        if (!n || n >= sizeof text)
                return false;
        memcpy(text, s, n);
        text[n] = 0;
        if (inet_pton(AF_INET, text, &v4) == 1)
                return address_from_v4(to, &v4), true;
        return inet_pton(AF_INET6, text, to) == 1;
}

static void address_text(const struct in6_addr *a, char out[INET6_ADDRSTRLEN])
{
        if (IN6_IS_ADDR_V4MAPPED(a))
                inet_ntop(AF_INET, a->s6_addr + 12, out, INET6_ADDRSTRLEN);
        else
                inet_ntop(AF_INET6, a, out, INET6_ADDRSTRLEN);
}

void head_peer(struct req *q)
{
        struct in6_addr peer = peer_of(q);
        const char *list = q->head.forwarded_for;
        if (q->s->has_proxy && memcmp(&peer, &q->s->proxy, sizeof peer) == 0) {
                q->secure = q->head.forwarded_proto && strcasecmp(q->head.forwarded_proto, "https") == 0;
                if (list) { /* only the last one was written by the proxy itself */
                        const char *comma = strrchr(list, ',');
                        const char *s = comma ? comma + 1 : list;
                        s += strspn(s, " \t");
                        address_read(s, strcspn(s, " \t"), &peer);
                }
        }
        address_text(&peer, q->address);
}

bool head_accepts(const char *header, const char *word)
{
        size_t n = strlen(word);
        for (const char *s = header; s && *s; s += strcspn(s, ","), s += *s == ',') {
                s += strspn(s, " \t");
                if (strncasecmp(s, word, n) != 0 || !strchr(" \t;,", s[n] ? s[n] : ','))
                        continue;
                const char *q = s + n + strspn(s + n, " \t");
                if (*q != ';')
                        return true;
                q += 1 + strspn(q + 1, " \t");
                return strncasecmp(q, "q=", 2) != 0 || strtod(q + 2, NULL) > 0;
        }
        return false;
}
