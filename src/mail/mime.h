/* mail/mime.h - one raw message (RFC 5322, 2045-2049, 2231, 3676) becomes a struct mail. No tables, no
 * network; calls base/ and GMime only.
 *
 * All strings are clean UTF-8 (mail/charset.h), live in c->a and are never NULL unless marked. Reading
 * is lenient: a wrong charset, a broken header or a missing end never loses text. What cannot be read at
 * all is E_BAD, and the caller keeps the raw bytes in its quarantine:
 *   mail.empty        nothing but blanks
 *   mail.too_large    more than MIME_MAX_BYTES
 *   mail.no_headers   not one of From, To, Subject, Date, Received, Message-ID ...: no mail
 *   mail.too_complex  over one of the caps below
 *   mail.unreadable   GMime gives up */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ctx;

enum {
        MIME_MAX_BYTES = 64 * 1024 * 1024,
        MIME_MAX_PARTS = 1000,        /* multiparts count too; nested messages stay closed */
        MIME_MAX_DEPTH = 50,          /* multiparts within multiparts */
        MIME_MAX_HEADERS = 1000,      /* of the message; the rest is ignored */
        MIME_MAX_FIELD = 1024 * 1024, /* bytes of one header field anywhere in the message */
        MIME_MAX_ADDRS = 1000,        /* per field; the rest is ignored */
        MIME_MAX_REFS = 100,          /* the newest are kept */
};

struct mail_addr {
        const char *name;  /* "" when there is none */
        const char *email; /* as written, "" when there is none; not checked, not folded */
};

struct mail_addrs {
        const struct mail_addr *v;
        size_t n;
};

struct mail_header {
        const char *name;  /* as written */
        const char *value; /* one line, RFC 2047 words left as they are */
};

/* What is kept as a file. A nested message keeps its bytes; nothing inside it is looked at. */
struct mail_part {
        const char *name;          /* a safe file name without a path, never "" */
        const char *content_type;  /* "image/png", lower case */
        const char *content_id;    /* without <>, "" when there is none: what cid: links name */
        const unsigned char *data; /* decoded */
        size_t size;
        bool is_inline; /* meant to be shown in the text rather than listed */
};

struct mail {
        const char *message_id;        /* without <>; "" when there is none */
        const char *in_reply_to;       /* likewise; the first of several */
        const char *const *parents;    /* all of In-Reply-To */
        size_t nparents;
        const char *const *references; /* oldest first, without <> */
        size_t nreferences;
        struct mail_addr from; /* the first From that holds an address, else Sender, Reply-To */
        bool from_empty;       /* a From of <>: only mail systems write that */
        struct mail_addrs reply_to, to, cc;
        const char *return_path;  /* envelope sender; NULL unknown, "" the null path <> */
        const char *subject;      /* one line */
        int64_t date;             /* Unix ms, NIL when absent or unreadable */
        const char *content_type; /* of the whole message, lower case */
        const char *report_type;  /* of multipart/report (RFC 6522), lower case; else "" */
        const char *body_text;    /* plain text, lines end with LF; from the HTML when only that came */
        const char *body_html;    /* sanitised (mail/html_clean.h); NULL when no part was HTML */
        const struct mail_part *parts;
        size_t nparts;
        const struct mail_header *headers; /* in order of appearance */
        size_t nheaders;
};

/* Once per process, before and after all threads. */
void mail_init(void);
void mail_end(void);

/* raw is only read. 0 or E_BAD as above. */
int mime_parse(struct ctx *c, const void *raw, size_t n, struct mail *out);

/* The first header of that name (case-blind), NULL when absent. */
const char *mail_header(const struct mail *m, const char *name);
