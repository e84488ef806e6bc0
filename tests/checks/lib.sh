# Shared by tests/checks/*.test.sh: a copy of the tree to plant faults in, and TAP lines.
set -u
cd "$(dirname "$0")/../.." || exit 2
here=$PWD
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
n=0 bad=0
ok() { n=$((n + 1)); echo "ok $n - $1"; }
not_ok() { n=$((n + 1)); bad=$((bad + 1)); echo "not ok $n - $1"; }
finish() { echo "1..$n"; [ "$bad" = 0 ]; }

# fresh PATH...: an untouched copy of these files and folders in $copy
fresh() {
        for p in "$@"; do rm -rf "${copy:?}/$p"; done
        for p in "$@"; do
                mkdir -p "$copy/$(dirname "$p")"
                cp -r "$here/$p" "$copy/$(dirname "$p")/"
        done
}

# refused "what" "expected words" COMMAND...: the command must fail and say so
refused() {
        what=$1 words=$2
        shift 2
        if out=$("$@" 2>&1); then
                not_ok "$what: was not noticed"
        elif echo "$out" | grep -qF -- "$words"; then
                ok "$what"
        else
                not_ok "$what: failed, but did not say \"$words\""
                echo "$out" | head -n 5 | sed 's/^/# /'
        fi
}
