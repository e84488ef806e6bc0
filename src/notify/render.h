/* notify/render.h - a row of the outbox as a mail, from the template of its kind in its language. Private. */
#pragma once
#include "config/config.h"
#include "mail/compose.h"
#include "notify/notify.h"
#include "ticket/ticket.h"

enum { FACTS = 40 };
struct letter { /* one mail while it is written */
        struct ctx *c;
        const struct outbox *o;
        const char *lang;            /* "en", "fr", "es" */
        const struct event *e;       /* what it tells; NULL in a preview */
        const struct ticket *ticket; /* NULL: it is about none */
        const char *name, *zone;     /* of its reader; NULL: not known */
        struct {
                const char *name, *value;
        } fact[FACTS]; /* what stands for {{name}} */
        size_t n;
};
void letter_put(struct letter *l, const char *name, const char *value); /* value NULL: not known */
const char *letter_when(const struct letter *l, int64_t at, const char *zone); /* "2026-11-22 10:30 (Europe/Paris)" */
const char *letter_labels(const struct letter *l, const struct labels *of); /* "": there is none */

/* The facts of each kind of mail. */
int facts_ticket(struct letter *l);
int facts_account(struct letter *l);
int facts_order(struct letter *l);

int notify_render(struct ctx *c, const struct outbox *o, struct mail_out *out);
