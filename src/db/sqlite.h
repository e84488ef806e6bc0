/* db/sqlite.h - what the two halves of the SQLite back end share. Private to db/. */
#pragma once
#include <sqlite3.h>
#include "db/backend.h"

struct db *sqlite_connect(struct store *s, bool writer);     /* NULL: said in the log */
int sqlite_rc(struct ctx *c, sqlite3 *db, int rc);           /* maps and records */
bool sqlite_writer_start(struct store *s);
void sqlite_writer_stop(struct store *s);
int sqlite_tx(struct ctx *c, const struct tx *t);
