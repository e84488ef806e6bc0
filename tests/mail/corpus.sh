#!/bin/sh
# tests/mail/corpus.sh - the mail module against the corpus that AMENDS_CORPUS names.
# mime_dump (the build's target) reads them; every mail is compared with its expectation, then no delivery report or
# automatic answer may pass for a person. Prints "N passed, N failed"; 0 also when there is no corpus.
set -eu
[ -n "${AMENDS_CORPUS:-}" ] || { echo 'AMENDS_CORPUS is not set: skipped'; echo '0 passed, 0 failed'; exit 0; }
cd "$(dirname "$0")/../.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
dump=${1:-build/asan/mime_dump}
"$dump" "$AMENDS_CORPUS"/mail/*.box > "$tmp/mail"
"$dump" "$AMENDS_CORPUS"/bounce/*.eml > "$tmp/bounce"
node tests/mail/compare.js "$tmp/mail" "$AMENDS_CORPUS/mail" tests/mail/differences.txt "$tmp/bounce"
