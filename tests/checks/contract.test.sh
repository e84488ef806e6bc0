#!/bin/bash
# scripts/check-contract fails when made to: each fault is planted alone, in the contract or in the routes.
. "$(dirname "$0")/lib.sh"
check() { node "$copy/scripts/check-contract.mjs" --routes "$copy/routes.json" --contract "$copy/contract.json"; }
start() {
        cp "$here/build/contract/openapi.json" "$copy/contract.json"
        "$here/build/amends" routes --json >"$copy/routes.json"
}
edit() { # FILE EXPRESSION over its JSON "o"
        node -e 'const fs = require("fs"), o = JSON.parse(fs.readFileSync(process.argv[1])); (0, eval)("(o) => {" + process.argv[2] + "}")(o); fs.writeFileSync(process.argv[1], JSON.stringify(o))' "$copy/$1" "$2"
}
tags='o.paths["/tags"]' one='o.paths["/tags/{id}"]'
post="const op = $tags.post, at = op.requestBody.content['application/json']; let s = at.schema; while (s.\$ref) s = s.\$ref.split('/').slice(1).reduce((x, k) => x[k], o);"
page="const good = $tags.get.responses['200'].content['application/json'].schema; let s = good.properties.items.items; while (s.\$ref) s = s.\$ref.split('/').slice(1).reduce((x, k) => x[k], o);"
in_contract() { start; edit contract.json "$3"; refused "contract: $1" "$2" check; }
in_routes() { start; edit routes.json "const r = o.find((x) => x.op === 'tag_create'), l = o.find((x) => x.op === 'tag_list'), g = o.find((x) => x.op === 'tag_get'); $3"; refused "routes: $1" "$2" check; }

fresh src api scripts
start
if out=$(check 2>&1); then ok 'the contract as it is agrees'; else not_ok 'the contract as it is agrees'; echo "$out" | sed 's/^/# /'; fi

in_contract 'an operation is missing' 'tag_delete: DELETE' "delete $one.delete"
in_contract 'an operation too many' 'tag_extra: PUT' "$one.put = { operationId: 'tag_extra', responses: {} }"
in_contract 'another operationId' 'tag_list: GET' "$tags.get.operationId = 'tags'"
in_contract 'another path' 'tag_list: is GET' "o.paths['/labels'] = { get: $tags.get }; delete $tags.get"
in_contract 'a parameter is missing' 'tag_list ?q: is not in the contract' "$tags.get.parameters = $tags.get.parameters.filter((p) => p.name !== 'q')"
in_contract 'a parameter too many' 'tag_list ?colour: is only in the contract' "$tags.get.parameters.push({ name: 'colour', in: 'query', schema: { type: 'string' } })"
in_contract 'a parameter is longer' 'tag_list ?q: has at most 60 characters here, 61' "$tags.get.parameters.find((p) => p.name === 'q').schema.maxLength = 61"
in_contract 'a body field is missing' 'tag_create body.colour: is not in the contract' "$post delete s.properties.colour"
in_contract 'a body field too many' 'tag_create body.note: is only in the contract' "$post s.properties.note = { type: 'string' }"
in_contract 'a required field is not' 'tag_create body.name: is always there here' "$post s.required = []"
in_contract 'another enum' 'tag_create body.colour: is one of' "$post s.properties.colour = { enum: ['gray'] }"
in_contract 'another length' 'tag_create body.name: has at most 60 characters here, 50' "$post s.properties.name = { type: 'string', maxLength: 50 }"
in_contract 'null in a body' 'tag_create body.name: may be null in the contract' "$post s.properties.name = { type: ['string', 'null'], maxLength: 60 }"
in_contract 'an open object' 'additionalProperties' "$post delete s.additionalProperties"
in_contract 'another type in an answer' 'tag_get 200.version: is integer here, string' "$page s.properties = { ...s.properties, version: { type: 'string' } }"
in_contract 'an answer field is missing' 'tag_get 200.version: is not in the contract' "$page delete s.properties.version; s.required = s.required.filter((k) => k !== 'version')"
in_contract 'an answer that may be null' 'may be null in the contract' "$page s.properties = { ...s.properties, created_at: { type: ['string', 'null'], format: 'date-time' } }"
in_contract 'not a page' 'is a page' "delete $tags.get.responses['200'].content['application/json'].schema.properties.next_cursor"
in_contract 'another success' 'tag_create: answers 201' "$tags.post.responses['200'] = $tags.post.responses['201']; delete $tags.post.responses['201']"
in_contract 'open to all' 'the contract says security: []' "$tags.get.security = []"
in_contract 'closed where it is open' 'does not say security: []' "delete o.paths['/session'].post.security"
in_routes 'public' 'needs public here' "r.permission = 'public'"
in_routes 'another method' 'tag_create: is PUT' "r.method = 'PUT'"
in_routes 'another path parameter' 'other path parameters' "g.path = '/api/v1/tags/{tag_id}'"
in_routes 'a smaller limit' 'tag_list ?limit: has max 100' "l.query.properties.limit.maximum = 100"
in_routes 'no body' 'tag_create body: is only in the contract' "r.body = null"
in_routes 'another answer' 'tag_get 200.extra: is not in the contract' "g.out.properties.extra = { type: 'string' }"

start
echo 'int z(struct ctx *c) { return fail(c, E_CLASH, "tag.brand_new", "New."); }' >>"$copy/src/tag/tag.c"
refused 'a code that is not listed' '"tag.brand_new" is not under problems' check
fresh src api scripts
echo 'void z(struct ctx *c) { fail_field(c, "name", "brand_new", "New."); }' >>"$copy/src/tag/tag.c"
refused 'a field code that is not listed' '"brand_new" is not under fields' check
fresh src api scripts
echo 'void z(struct ctx *c, void *v) { fail_field(c, "name", "brand_new", "New %s.", (const char *)v); }' >>"$copy/src/tag/tag.c"
refused 'nor one beside a cast' '"brand_new" is not under fields' check
fresh src api scripts
sed -i '/^  bad_zone:/d' "$copy/api/errors.yaml"
refused 'nor that of a price rule' '"bad_zone" is not under fields' check
fresh src api scripts
sed -i 's/^fields:$/  tag.never: { status: 409, en: "Never." }\nfields:/' "$copy/api/errors.yaml"
refused 'a code that nobody uses' 'tag.never (problems) is not used' check
fresh src api scripts
sed -i 's/tag.none: { status: 404/tag.none: { status: 410/' "$copy/api/errors.yaml"
refused 'another status' 'tag.none has status 410' check
fresh src api scripts
echo '  tag.none = 404' >>"$copy/api/errors.yaml"
refused 'a row that cannot be read' 'cannot be read' check

# without --contract and --routes it takes what make build left
fresh src api scripts
start
refused 'nothing is built' 'build/contract/openapi.json is not there: first make build' node "$copy/scripts/check-contract.mjs"
mkdir -p "$copy/build/contract"
edit contract.json "delete $one.delete"
cp "$copy/contract.json" "$copy/build/contract/openapi.json"
touch -d '1 hour' "$copy/api/tag.yaml"
refused 'an old build' 'openapi.json is older than api/tag.yaml: first make build' node "$copy/scripts/check-contract.mjs" --routes "$copy/routes.json"
finish
