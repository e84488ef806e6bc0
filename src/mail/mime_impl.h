/* mail/mime_impl.h - shared by the mime_*.c files only. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/strbuf.h"
#include "mail/mail_str.h"
#include "mail/mime.h"

struct _GMimeObject;

/* RFC 2047: the decoded field as one line. hint as in charset.h. */
char *head_decode(struct arena *a, const char *raw, size_t n, const char *hint);

/* The field without folding or controls, encoded words untouched. */
char *head_plain(struct arena *a, const char *raw, const char *hint);

/* All message ids of a field, "<a@b>" or the bare token that has an @; without <>. */
size_t head_ids(struct arena *a, const char *value, const char **ids, size_t max);

/* RFC 5322 addresses as people and programs really write them; groups are flattened. */
struct mail_addrs addr_list(struct arena *a, const char *raw, const char *hint);

/* A name that is safe for disks and eyes: no path, controls, or direction marks; never "". */
char *part_name(struct arena *a, const char *name);

/* Refuses what would cost GMime too much memory or time. 0 or E_BAD. */
int mime_check(struct ctx *c, const char *raw, size_t n);

/* Fills body_text, body_html and parts. hint as above. 0 or E_BAD. */
int body_read(struct ctx *c, struct _GMimeObject *root, struct mail *m, const char *hint);

/* Undoes format=flowed (RFC 3676) in clean text. */
char *flow_join(struct arena *a, const char *text, bool delsp);
