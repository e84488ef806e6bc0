#!/bin/bash
# scripts/new-resource makes a module that builds, keeps its layers, agrees with the contract and answers.
. "$(dirname "$0")/lib.sh"
step() { # WHAT COMMAND...
        what=$1
        shift
        if out=$("$@" 2>&1); then ok "$what"; else not_ok "$what"; echo "$out" | tail -n 30 | sed 's/^/# /'; fi
}
fresh $(git ls-files --cached --others --exclude-standard | cut -d/ -f1 | sort -u)
rm -rf "$copy/ui/dist" "$copy/ui/src/api/schema.gen.ts"
ln -s "$here/node_modules" "$copy/node_modules"
[ ! -e "$here/tests/api/node_modules" ] || rm -rf "$copy/tests/api/node_modules"
mkdir "$copy/build"
[ ! -e "$here/build/node" ] || ln -s "$here/build/node" "$copy/build/node"
cd "$copy" || exit 2
bundle() { mkdir -p build/contract && scripts/npx redocly bundle api/openapi.yaml --ext json -o build/contract/openapi.json; }
build() { scripts/configure build/release -Dbuildtype=plain -Dwerror=false && ninja -C build/release --quiet -j "${JOBS:-2}" amends && ln -sf release/amends build/amends; }
# whether the running program keeps what it is told
answers() {
        data=$copy/answers
        build/amends demo --data "$data" --log-level error || return 1
        build/amends serve --data "$data" --listen 127.0.0.1:0 --log-level info 2>"$copy/serve.log" &
        pid=$!
        port=
        for _ in $(seq 100); do
                port=$(sed -n 's|.*serve\.ready port=\([0-9]*\).*|127.0.0.1:\1|p' "$copy/serve.log" | head -n 1)
                [ -z "$port" ] || break
                sleep 0.1
        done
        node --input-type=module -e '
                const base = "http://'"$port"'/api/v1", type = { "Content-Type": "application/json" }
                const login = await fetch(base + "/session", { method: "POST", headers: type, body: JSON.stringify({ email: "agent@demo.test", password: "amends-demo" }) })
                const own = { ...type, "X-Amends-CSRF": "1", Cookie: login.headers.get("set-cookie").split(";")[0] }
                const made = await fetch(base + "/side_notes", { method: "POST", headers: own, body: JSON.stringify({ name: "first" }) })
                const list = await (await fetch(base + "/side_notes", { headers: own })).json()
                console.log(login.status, made.status, JSON.stringify(list))
                process.exit(made.status === 201 && list.items.length === 1 ? 0 : 1)'
        rc=$?
        kill "$pid"
        wait "$pid"
        cat "$copy/serve.log"
        return $rc
}

refused 'a name in capitals' 'is not a snake_case name' scripts/new-resource Note
refused 'a reserved word' 'take another' scripts/new-resource order
refused 'a module that exists' 'already' scripts/new-resource person
refused 'no name' 'usage' scripts/new-resource
modules() { grep -oE '\bX\([a-z_]+\)' src/app/wire.c | sort; }
modules >"$copy/modules"
step 'it runs' scripts/new-resource side_note
refused 'twice' 'already' scripts/new-resource side_note
step 'a name that is a type of TypeScript too' scripts/new-resource promise
only_more() { diff "$copy/modules" <(modules) | grep '^[<>]' | diff - <(printf '> X(%s)\n' promise side_note); }
step 'no other module is lost' only_more
tagged() { [ "$(grep -c '^      tags: \[side_note\]' api/side_note.yaml)" = 5 ]; }
step 'its operations stand under its name in the contract' tagged
untagged() { ! grep -rniE '\btags?\b' src/side_note src/promise db/migrations/*_side_note.sql; }
step 'nothing in it speaks of tags' untagged
step 'layers' scripts/check-layers
step 'the contract is bundled' bundle
step 'the program is built' build
# what else is wrong at the moment is not this test's business
agrees() { out=$(scripts/check-contract | grep -E 'side_note|promise'); [ -z "$out" ] || { echo "$out"; return 1; }; }
formatted() { # new lines in files that others keep too
        out=$(scripts/check-format | grep -E 'side_note|promise|src/app|src/base/perm|role_default'); [ -z "$out" ] || { echo "$out"; return 1; }; }
step 'the contract agrees' agrees
step 'format' formatted
step 'it answers' answers
types() { out=$(npm run --silent typecheck | grep -E 'side_note|sideNote|SideNote|[pP]romise/|features\.ts|resources\.ts'); [ -z "$out" ] || { echo "$out"; return 1; }; }
test_types() { out=$(npm run --silent typecheck:tests | grep -E '(side_note|promise|samples)\.'); [ -z "$out" ] || { echo "$out"; return 1; }; }
npm_script() { node -e 'process.exit(require("./package.json").scripts?.[process.argv[1]] ? 0 : 1)' "$1"; }
npm_script i18n:check && step 'texts' npm run --silent i18n:check
npm_script typecheck && step 'types' types
npm_script typecheck:tests && step 'types of its API test' test_types
step 'its screen test' npx vitest run --root ui side_note
if [ -e tests/api/side_note.test.ts ] && npm_script test:api; then
        step 'its API test' env AMENDS_TEST_DB=sqlite npm run --silent test:api -- side_note
fi
finish
