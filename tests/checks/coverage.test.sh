#!/bin/bash
# The API suite fails when an operation or one of its documented statuses is reached by no test: the suite itself, with the contract
# cut down to three operations and one test that reaches all of it, then with more in the contract than that test reaches.
. "$(dirname "$0")/lib.sh"
start() { # with the contract changed by this expression over "o"
        fresh tests/api scripts package.json
        rm -f "$copy"/tests/api/*.test.ts
        ln -sfn "$here/node_modules" "$copy/node_modules"
        [ ! -e "$here/build/node" ] || { mkdir -p "$copy/build"; ln -sfn "$here/build/node" "$copy/build/node"; }
        mkdir -p "$copy/api"
        echo 'export const unreachable: Record<string, string> = {}' >"$copy/tests/api/unreachable.ts"
        cat >"$copy/tests/api/probe.test.ts" <<'END'
import { expect, test } from 'vitest'
import { useWorld } from './harness'
const world = useWorld()
test('reaches what the contract holds', async () => {
  expect((await world().nobody.get('/openapi.json')).status).toBe(200)
  expect((await world().nobody.get('/tags')).status).toBe(401)
  expect((await (await world().as('agent')).get('/tags')).status).toBe(200)
})
END
        node -e 'const fs = require("fs"), o = JSON.parse(fs.readFileSync(process.argv[1]));
                const only = (op, ...statuses) => ({ ...op, responses: Object.fromEntries(statuses.map((s) => [s, op.responses[s]])) });
                const all = o.paths;
                o.paths = { "/openapi.json": { get: all["/openapi.json"].get }, "/tags": { get: only(all["/tags"].get, 200, 401) },
                        "/session": { post: only(all["/session"].post, 201) } };
                (0, eval)("(o, all) => {" + process.argv[3] + "}")(o, all);
                fs.writeFileSync(process.argv[2], JSON.stringify(o))' "$here/build/contract/openapi.json" "$copy/api/openapi.yaml" "$1"
}
suite() {
        (cd "$copy" && AMENDS_TEST_DB=sqlite AMENDS_BIN=$here/build/amends node node_modules/vitest/vitest.mjs run --config tests/api/vitest.config.ts)
}

start ''
if out=$(suite 2>&1) && echo "$out" | grep -q '4 of 4 documented statuses reached'; then ok 'all is reached: it passes'
else not_ok 'all is reached: it passes'; echo "$out" | tail -n 15 | sed 's/^/# /'; fi
start "o.paths['/tags'].get.responses['418'] = all['/tags'].get.responses['401']"
refused 'a status that nothing reaches' 'tag_list 418' suite
start "o.paths['/tags'].post = all['/tags'].post"
refused 'an operation that nothing calls' 'tag_create 201' suite
start ''
echo "export const unreachable: Record<string, string> = { 'tag_list 401': 'it is reached' }" >"$copy/tests/api/unreachable.ts"
refused 'a status called unreachable that is reached' 'names what is reached or not documented: tag_list 401' suite
start ''
echo "export const unreachable: Record<string, string> = { 'tag_list 403': 'it is not documented' }" >"$copy/tests/api/unreachable.ts"
refused 'a status called unreachable that is not documented' 'names what is reached or not documented: tag_list 403' suite
start "delete o.paths['/tags'].get.responses['401']"
refused 'an answer that the contract does not know' 'this status is not documented' suite
finish
