#!/bin/sh
# tests/mail/corpus.sh - the mail module against the corpus that AMENDS_CORPUS names.
# Builds the dump program, compares every mail with its expectation, then asks that no delivery report or
# automatic answer passes for a person. Prints "N passed, N failed"; 0 also when there is no corpus.
set -eu
[ -n "${AMENDS_CORPUS:-}" ] || { echo 'AMENDS_CORPUS is not set: skipped'; echo '0 passed, 0 failed'; exit 0; }
cd "$(dirname "$0")/../.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
libs='gmime-3.0 libxml-2.0 icu-uc icu-i18n jansson'
sources=$(ls src/mail/*.c | grep -v -e _test.c -e compose.c -e smtp.c -e message_id.c) # what parses
# shellcheck disable=SC2046,SC2086
${CC:-gcc} -std=gnu17 -O1 -g -Isrc -o "$tmp/mime_dump" tests/mail/mime_dump.c $sources \
        src/base/arena.c src/base/strbuf.c src/base/fail.c $(pkg-config --cflags --libs $libs)
"$tmp/mime_dump" "$AMENDS_CORPUS"/mail/*.box > "$tmp/mail"
"$tmp/mime_dump" "$AMENDS_CORPUS"/bounce/*.eml > "$tmp/bounce"
node tests/mail/compare.js "$tmp/mail" "$AMENDS_CORPUS/mail" tests/mail/differences.txt "$tmp/bounce"
