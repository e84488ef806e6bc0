/* db/full_text.h - words of documents, found on either database: an FTS5 table, or a tsvector under GIN. Terms come
 * ready-made (base/words.h) and are never cut or changed here, so both databases find the same.
 *
 * A document has an id and five parts. The head is found by everybody; who may read what else is said by each query.
 * The table is made by a migration: CREATE {search_table} x_text {search_body}; its key is the column rowid. */
#pragma once
#include "db/list.h"

enum { TEXT_HEAD, TEXT_A, TEXT_B, TEXT_C, TEXT_D, TEXT_PARTS };
enum { TEXT_ALL = 1 << TEXT_A | 1 << TEXT_B | 1 << TEXT_C | 1 << TEXT_D };

struct text_doc {
        int64_t id;
        struct list part[TEXT_PARTS]; /* const char * each: terms; base/words.h TERMS_MAX in all */
};

/* Writes the document, or writes it anew. Inside db_tx. */
#define text_put(c, table, doc) text_put_(c, "" table, doc)
int text_put_(struct ctx *c, const char *table, const struct text_doc *doc);
/* Adds "and x holds every term, each in the head or in a part of the set". x is the table's alias, and also what
 * ORDER BY x.rowid reads without sorting. terms must not be empty. */
#define text_match(q, table, terms, parts) text_match_(q, "" table, terms, parts)
void text_match_(struct sqlb *q, const char *table, const struct list *terms, unsigned parts);
/* The same question about one document at hand. */
bool text_holds(const struct text_doc *doc, const struct list *terms, unsigned parts);
/* SQLite: joins what many small batches left behind, some pages of it. Inside db_tx, when little else is to do. */
#define text_merge(c, table) text_merge_(c, "" table)
int text_merge_(struct ctx *c, const char *table);
