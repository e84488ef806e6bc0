#!/bin/bash
# scripts/check-layers fails when made to: each fault is planted alone in a copy of the tree.
. "$(dirname "$0")/lib.sh"
check() { "$here/scripts/check-layers" "$copy"; }
plant() { # WHAT WORDS FILE LINE: adds a line to a file
        fresh src db
        printf '%s\n' "$4" >>"$copy/$3"
        refused "$1" "$2" check
}

fresh src db
if out=$(check 2>&1); then ok 'the tree as it is passes'; else not_ok 'the tree as it is passes'; echo "$out" | sed 's/^/# /'; fi

plant 'a higher module' 'module tag (rank 3) includes app/app.h (rank 9)' src/tag/tag.c '#include "app/app.h"'
plant 'a module of the same rank' 'module auth (rank 3) includes tag/tag.h (rank 3)' src/auth/account.c '#include "tag/tag.h"'
plant 'db above base' 'module base (rank 0) includes db/db.h (rank 0)' src/base/arena.c '#include "db/db.h"'
plant 'http in the rules' 'only *_http.c and app see http/' src/tag/tag.c '#include "http/route.h"'
plant 'http in a store' 'only *_http.c and app see http/' src/tag/tag_store.c '#include "http/route.h"'
plant 'another module'"'"'s store' 'a store belongs to its own module' src/app/serve.c '#include "tag/tag_store.h"'
plant 'another header of a module' 'between modules only person/person.h' src/auth/auth_http.c '#include "person/other.h"'
plant 'a header without its module' 'write module/file.h' src/tag/tag.c '#include "tag.h"'
plant 'what is for tests' 'which is for tests only' src/tag/tag.c '#include "testing/testing.h"'
plant 'SQL in the rules' 'SQL( outside *_store.c' src/tag/tag.c 'int x(struct ctx *c) { return db_exec(c, SQL("DELETE FROM tag")); }'
plant 'SQLite outside db' 'includes <sqlite3.h>' src/event/event_store.c '#include <sqlite3.h>'
plant 'libpq outside db' 'includes <libpq-fe.h>' src/app/open.c '  #  include <libpq-fe.h>'
plant 'libmicrohttpd outside http' 'includes <microhttpd.h>' src/tag/tag_http.c '#include <microhttpd.h>'
plant 'GLib outside mail' 'GLib and GMime stay in src/mail' src/base/clock.c '#include <glib.h>'
plant 'GMime outside mail' 'GLib and GMime stay in src/mail' src/person/person.c '#include <gmime/gmime.h>'
plant 'reading a table of another module' 'names the table tag of the module tag' src/person/person_store.c 'static const char *a = "SELECT id FROM tag WHERE id = 1";'
plant 'a table after a comma' 'names the table job of the module job' src/tag/tag_store.c 'static const char *a = "SELECT 1 FROM tag t, job j";'
plant 'a joined table on its own line' 'names the table account of the module auth' src/tag/tag_store.c 'static const char *a = "SELECT 1 FROM tag t JOIN"
" account a ON 1 = 1";'
plant 'writing a table of another module' 'names the table event of the module event' src/job/job_store.c 'static const char *a = "DELETE FROM event";'
plant 'an unknown folder in an include' 'there is no module nothing' src/tag/tag.c '#include "nothing/nothing.h"'

fresh src db
mkdir "$copy/src/stray" && echo 'int stray;' >"$copy/src/stray/stray.c"
refused 'a folder without a place' 'src/stray is not in src/LAYERS' check

fresh src db
sed -i 's/^auth 3$/auth 3 tag/; s/^tag 3$/tag 3 auth/' "$copy/src/LAYERS"
refused 'a circle among equals' 'in a circle' check

fresh src db
echo 'person 2 ticket' >>"$copy/src/LAYERS"
refused 'a module that may include upward' 'person (rank 2) may not include ticket (rank 4)' check

fresh src db
echo 'CREATE TABLE loose (id {id}) {strict};' >"$copy/db/migrations/9999_nobody.sql"
refused 'a table of no module' 'the table loose belongs to nobody' check

# what must not be refused
fresh src db
mkdir -p "$copy/src/trend"
cat >"$copy/src/trend/trend_store.c" <<'END'
/* FROM tag in a comment, #include <sqlite3.h> in a comment */
static const char *a = "SELECT t.id FROM tag t JOIN person p ON p.id = t.id";
static const char *b = "write to us FROM anywhere, UPDATE often";
END
if out=$(check 2>&1); then ok 'rank 8 may read every table'; else not_ok 'rank 8 may read every table'; echo "$out" | sed 's/^/# /'; fi
echo 'static const char *c = "UPDATE tag SET name = 1";' >>"$copy/src/trend/trend_store.c"
refused 'rank 8 may not write them' 'names the table tag of the module tag' check
finish
