// The contract against the program, in both directions: operations, paths, parameters, shapes, statuses, who may come
// without a session; and api/errors.yaml against every error code in src/.
//   scripts/check-contract [--routes FILE] [--contract FILE]    compares; one line for each difference
//   scripts/check-contract --add-errors    adds to api/errors.yaml what src/ uses, takes out what it does not
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

process.chdir(path.join(import.meta.dirname, '..'))
const argument = (name) => { const i = process.argv.indexOf(name); return i < 0 ? undefined : process.argv[i + 1] }
const wrong = []
const say = (where, what) => wrong.push(`${where}: ${what}`)

// ---- the contract ----

const built = process.argv.includes('--add-errors') ? [] : [!argument('--contract') && 'build/contract/openapi.json', !argument('--routes') && 'build/amends'].filter(Boolean)
for (const file of built)
  if (!existsSync(file)) {
    console.log(`${file} is not there: first make build`)
    process.exit(1)
  }
const contract = process.argv.includes('--add-errors') ? {} : JSON.parse(readFileSync(argument('--contract') ?? 'build/contract/openapi.json', 'utf8'))
const base = contract.servers?.[0]?.url ?? ''
const LARGEST = Number.MAX_SAFE_INTEGER

const deref = (o) => {
  while (o && o.$ref) o = o.$ref.split('/').slice(1).reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], contract)
  return o
}

// One form for both sides: {type, nullable, format, enum, min, max, maxLength, items, properties, required}
function fromContract(schema, seen = []) {
  let s = deref(schema) ?? {}
  if (seen.includes(s)) return { type: 'any' }
  seen = [...seen, s]
  let nullable = false
  for (const list of [s.anyOf, s.oneOf].filter(Boolean)) {
    const rest = list.filter((one) => deref(one).type !== 'null')
    if (rest.length !== 1) return { type: 'any', nullable: rest.length < list.length }
    nullable ||= rest.length < list.length
    const { anyOf, oneOf, ...beside } = s
    s = { ...deref(rest[0]), ...beside }
  }
  if (s.allOf) s = Object.assign({}, ...s.allOf.map(deref), { ...s, allOf: undefined })
  const types = [s.type ?? []].flat()
  nullable ||= types.includes('null') || (s.enum?.includes(null) ?? false) || s.nullable === true
  const kinds = types.filter((t) => t !== 'null')
  const values = s.enum?.filter((v) => v !== null) ?? (s.const === undefined ? undefined : [s.const])
  const type = kinds[0] ?? (values ? 'string' : s.properties ? 'object' : 'any')
  if (kinds.length > 1) return { type: 'any', nullable }
  const out = { type, nullable, enum: values, maxLength: s.maxLength, min: s.minimum, max: s.maximum, maxItems: s.maxItems }
  if (s.format === 'date-time') out.format = 'date-time'
  if (type === 'string' && s.pattern === '^[a-z0-9_.-]{1,64}$') Object.assign(out, { format: 'key', maxLength: undefined })
  if (s.format === 'binary' || s.contentMediaType) out.format = 'binary'
  if (type === 'array') out.items = fromContract(s.items, seen)
  if (type === 'object' && s.properties) {
    out.properties = Object.fromEntries(Object.entries(s.properties).map(([k, v]) => [k, fromContract(v, seen)]))
    out.required = s.required ?? []
    out.closed = s.additionalProperties === false
  }
  return out
}

function fromRoute(s) {
  if (!s) return undefined
  const out = { type: s.type, nullable: s.nullable === true, enum: s.enum, maxLength: s.maxLength || undefined, min: s.minimum, max: s.maximum,
    maxItems: s.maxItems, format: s.format }
  if (out.format === 'key') out.maxLength = undefined
  if (s.items) out.items = fromRoute(s.items)
  if (s.properties) {
    out.properties = Object.fromEntries(Object.entries(s.properties).map(([k, v]) => [k, fromRoute(v)]))
    out.required = s.required ?? []
  }
  return out
}

const list = (names) => [...names].sort().join(', ')
const bound = (v, most) => (v === undefined || Math.abs(v) >= most ? undefined : v)

// us: the program, it: the contract. For input every limit counts, for output what a reader must know.
function compare(where, us, it, input) {
  if (us.type === 'any' || it.type === 'any') return
  const number = (t) => t === 'number' || t === 'real'
  if (us.type !== it.type && !(number(us.type) && number(it.type))) return say(where, `is ${us.type} here, ${it.type} in the contract`)
  if (us.nullable !== it.nullable) say(where, us.nullable ? 'may be null here, not in the contract' : 'may be null in the contract, not here')
  // that a text is a key matters to who sends it; who reads it need not know
  const format = (o) => (!input && o.format === 'key' ? undefined : o.format)
  if (format(us) !== format(it)) say(where, `has the format ${us.format ?? 'none'} here, ${it.format ?? 'none'} in the contract`)
  if (list(us.enum ?? []) !== list(it.enum ?? [])) say(where, `is one of [${list(us.enum ?? [])}] here, [${list(it.enum ?? [])}] in the contract`)
  if (input && us.type === 'string' && !us.enum && us.maxLength !== it.maxLength)
    say(where, `has at most ${us.maxLength ?? 'any number of'} characters here, ${it.maxLength ?? 'any number'} in the contract`)
  if (input && (us.type === 'integer' || number(us.type)))
    for (const end of ['min', 'max'])
      if (bound(us[end], LARGEST) !== bound(it[end], LARGEST)) say(where, `has ${end} ${us[end]} here, ${it[end]} in the contract`)
  if (input && us.type === 'array' && us.maxItems !== undefined && us.maxItems !== it.maxItems)
    say(where, `has at most ${us.maxItems} items here, ${it.maxItems ?? 'any number'} in the contract`)
  if (us.items && it.items) compare(`${where}[]`, us.items, it.items, input)
  if (us.properties && it.properties) compareObject(where, us, it, input)
}

function compareObject(where, us, it, input) {
  if (it.closed === false) say(where, 'the contract lacks additionalProperties: false')
  for (const name of Object.keys(us.properties)) if (!it.properties[name]) say(`${where}.${name}`, 'is not in the contract')
  for (const [name, shape] of Object.entries(it.properties)) {
    if (shape.format === 'binary') continue
    if (!us.properties[name]) { say(`${where}.${name}`, 'is only in the contract'); continue }
    compare(`${where}.${name}`, us.properties[name], shape, input)
    const [ours, theirs] = [us.required.includes(name), it.required.includes(name)]
    if (ours !== theirs) say(`${where}.${name}`, ours ? 'is always there here, not in the contract' : 'is required in the contract, not here')
  }
}

// ---- operations ----

function operations() {
  const all = new Map()
  for (const [at, item] of Object.entries(contract.paths ?? {}))
    for (const method of ['get', 'post', 'put', 'patch', 'delete'])
      if (item[method]) {
        const op = item[method]
        if (!op.operationId) say(`${method} ${at}`, 'has no operationId in the contract')
        else if (all.has(op.operationId)) say(op.operationId, 'is twice in the contract')
        all.set(op.operationId, { ...op, method: method.toUpperCase(), path: base + at,
          parameters: [...(item.parameters ?? []), ...(op.parameters ?? [])].map(deref) })
      }
  return all
}

function parameters(name, route, op) {
  const query = Object.fromEntries(op.parameters.filter((p) => p.in === 'query').map((p) => [p.name, p]))
  const shape = fromRoute(route.query) ?? { properties: {}, required: [] }
  for (const key of Object.keys(shape.properties)) {
    if (!query[key]) { say(`${name} ?${key}`, 'is not in the contract'); continue }
    compare(`${name} ?${key}`, shape.properties[key], fromContract(query[key].schema), true)
    if (shape.required.includes(key) !== (query[key].required === true)) say(`${name} ?${key}`, 'is required on one side only')
  }
  for (const key of Object.keys(query)) if (!shape.properties[key]) say(`${name} ?${key}`, 'is only in the contract')
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1])
  const described = op.parameters.filter((p) => p.in === 'path')
  if (list(inPath) !== list(described.map((p) => p.name))) say(name, 'the contract describes other path parameters than the path has')
  for (const p of described) {
    const number = p.name === 'id' || p.name.endsWith('_id')
    if (fromContract(p.schema).type !== (number ? 'integer' : 'string')) say(`${name} {${p.name}}`, `is ${number ? 'an integer' : 'a text'} here`)
  }
}

function body(name, route, op) {
  const content = deref(op.requestBody)?.content ?? {}
  const has = (flag) => route.flags.includes(flag)
  if (has('raw')) { if (!Object.keys(content).length) say(`${name} body`, 'is not in the contract'); return }
  const media = has('upload') ? 'multipart/form-data' : 'application/json'
  if (has('upload') && !content[media]) say(`${name} body`, `${media} is not in the contract`)
  if (!route.body) { if (!has('upload') && Object.keys(content).length) say(`${name} body`, 'is only in the contract'); return }
  if (!content[media] && !content['application/json']) { say(`${name} body`, 'is not in the contract'); return }
  if ((deref(op.requestBody).required === true) === has('optional')) say(`${name} body`, `${has('optional') ? 'may' : 'must not'} be left out here`)
  for (const one of Object.values(content)) compare(`${name} body`, fromRoute(route.body), fromContract(one.schema), true)
}

function answer(name, route, op) {
  const good = deref(op.responses?.[route.status])
  if (!good) { say(name, `answers ${route.status}, which is not in the contract`); return }
  const schema = good.content?.['application/json']?.schema
  if (!route.out) { if (route.status === 204 && good.content) say(`${name} ${route.status}`, 'has no content here'); return }
  if (!schema) { say(`${name} ${route.status}`, 'has a shape here, none in the contract'); return }
  let shape = fromContract(schema)
  if (route.flags.includes('list')) {
    const { items, next_cursor: cursor } = shape.properties ?? {}
    if (items?.type !== 'array' || cursor?.nullable !== true) { say(`${name} ${route.status}`, 'is a page {items, next_cursor} here'); return }
    shape = items.items
  }
  compare(`${name} ${route.status}`, fromRoute(route.out), shape, false)
}

function compareAll() {
  const text = argument('--routes') ? readFileSync(argument('--routes'), 'utf8') : execFileSync('build/amends', ['routes', '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 })
  const routes = JSON.parse(text).filter((r) => !r.flags.includes('root'))
  const ops = operations()
  for (const route of routes) {
    const op = ops.get(route.op)
    if (!op) { say(route.op, `${route.method} ${route.path} is not in the contract`); continue }
    if (op.method !== route.method || op.path !== route.path) say(route.op, `is ${route.method} ${route.path} here, ${op.method} ${op.path} in the contract`)
    const open = Array.isArray(op.security) && op.security.length === 0
    if (open !== (route.permission === 'public')) say(route.op, `needs ${route.permission} here; the contract ${open ? 'says security: []' : 'does not say security: []'}`)
    parameters(route.op, route, op)
    body(route.op, route, op)
    answer(route.op, route, op)
  }
  for (const [name, op] of ops) if (!routes.some((r) => r.op === name)) say(name, `${op.method} ${op.path} is only in the contract`)
  return routes.length
}

// ---- error codes ----

const SLUG = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/
const SHOWN_AS = { 'method.not_allowed': 405 } // http/request.c answers this one with a status of its own
const COMMAND_LINE = /^(usage$|backup\.|verify\.|migrate\.)/
const sources = readdirSync('src', { recursive: true }).map(String).filter((f) => f.endsWith('.c') && !f.endsWith('_test.c') && !f.startsWith('testing/')).sort()
  .map((f) => [`src/${f}`, readFileSync(`src/${f}`, 'utf8').replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, ' '))])

// The arguments of a call or the parameters of a definition, from just behind its "(".
function argumentsAt(text, i) {
  const args = ['']
  for (let depth = 1; i < text.length; i++) {
    const ch = text[i]
    if (ch === '"') { const end = /"(?:[^"\\]|\\.)*"/y; end.lastIndex = i; const m = end.exec(text); if (!m) break; args[args.length - 1] += m[0]; i += m[0].length - 1; continue }
    if ('([{'.includes(ch)) depth++
    if (')]}'.includes(ch) && --depth === 0) return args.map((a) => a.trim())
    if (ch === ',' && depth === 1) { args.push(''); continue }
    args[args.length - 1] += ch
  }
  return args.map((a) => a.trim())
}

const literals = (text) => [...(text ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1])
const sentence = (args) => literals(args.find((a) => literals(a).some((s) => s.includes(' ')))).join('').replace(/^(.*[^.?])$/, '')

function statuses() {
  const map = {}
  for (const m of readFileSync('src/base/ctx.h', 'utf8').matchAll(/\b(E_\w+) = -\d+,\s*\/\*\s*(\d{3})?/g)) map[m[1]] = m[2] ? Number(m[2]) : undefined
  return map
}

// Every code in src/: {problems: code -> {status, en, at}, fields, internal}. A function with a parameter "slug" or "code"
// hands it on, so the literals in its calls count too.
function usedCodes() {
  const status = statuses()
  const used = { problems: {}, fields: {}, internal: {} }
  const carriers = [{ name: 'fail', rc: 1, slug: 2 }, { name: 'fail_field', code: 2 }]
  for (const [, text] of sources)
    for (const m of text.matchAll(/^[a-z][\w \t*]*?\b(\w+)\(/gm)) {
      const params = argumentsAt(text, m.index + m[0].length)
      const index = (re) => { const i = params.findIndex((p) => re.test(p)); return i < 0 ? undefined : i }
      const bodyText = text.slice(m.index, text.indexOf("\n}", m.index))
      const own = [...bodyText.matchAll(/fail\(\w+, (E_\w+), \w*slug/g)].map((x) => x[1])
      const one = { name: m[1], own, slug: index(/char \*slug$/), code: index(/char \*code$/), rc: index(/enum rc \w+$/) }
      if ((one.slug ?? one.code) !== undefined && !carriers.some((k) => k.name === one.name)) carriers.push(one)
    }
  const note = (kind, code, more) => { if (SLUG.test(code)) used[kind][code] ??= more }
  const problem = (code, rcs, en, at) => {
    if (code.startsWith('pricing.')) note('fields', code.slice('pricing.'.length), { en: 'Expected %s.', at }) // delivery/rules.c shows each rule's under its field
    const shown = rcs.map((rc) => SHOWN_AS[code] ?? status[rc]).filter((s) => s && s !== 500)
    if ((rcs.length && !shown.length) || COMMAND_LINE.test(code)) note('internal', code, { en, at })
    else note('problems', code, { status: shown[0], statuses: shown, en, at })
  }
  for (const [file, text] of sources) {
    for (const k of carriers)
      for (const m of text.matchAll(new RegExp(`(^|[^\\w])${k.name}\\(`, 'g'))) {
        const args = argumentsAt(text, m.index + m[0].length)
        if (args.some((a) => /^(const )?char \*/.test(a))) continue // a definition, not a call
        const rcs = k.rc === undefined ? (k.own ?? []) : [...(args[k.rc] ?? '').matchAll(/E_\w+/g)].map((x) => x[0])
        for (const s of literals(args[k.slug])) problem(s, rcs, sentence(args), file)
        for (const s of literals(args[k.code])) note('fields', s, { en: sentence(args), at: file })
      }
    for (const m of text.matchAll(/\.slug = "([^"]+)"|\bslug = [^;"]*"([^"]+)"/g)) problem(m[1] ?? m[2], [], '', file)
    for (const m of text.matchAll(/\[-(E_\w+)\] = \{ \d+, "([^"]+)", "((?:[^"\\]|\\.)*)"/g)) note('problems', m[2], { status: status[m[1]] ?? 500, en: m[3], at: file })
  }
  for (const code of Object.keys(used.problems)) delete used.internal[code]
  return used
}

const HEADER = `# Every error code there is. problems: what "code" of a problem says; fields: what "code" of one of its fields says;
# internal: seen in the log or on the command line only. scripts/check-contract holds this to src/, both ways;
# scripts/check-contract --add-errors brings it up to date. The sentence is what the program says (%s: a value).
`
function listedCodes() {
  const listed = { problems: {}, fields: {}, internal: {} }
  let text = ''
  try { text = readFileSync('api/errors.yaml', 'utf8') } catch { /* none yet */ }
  let kind
  for (const [i, line] of text.split('\n').entries()) {
    if (!line || line.startsWith('#')) continue
    const head = /^(problems|fields|internal):$/.exec(line)
    const row = /^ {2}([a-z0-9_.]+): \{ (?:status: (\d{3}), )?en: ("(?:[^"\\]|\\.)*") \}$/.exec(line)
    if (head) kind = head[1]
    else if (row && kind) {
      if (listed[kind][row[1]]) say(`api/errors.yaml:${i + 1}`, `${row[1]} is there twice`)
      listed[kind][row[1]] = { status: row[2] ? Number(row[2]) : undefined, en: JSON.parse(row[3]) }
    } else say(`api/errors.yaml:${i + 1}`, 'cannot be read; a row is "  code: { status: 409, en: \\"...\\" }"')
  }
  return listed
}

function addErrors() {
  const used = usedCodes(), listed = listedCodes()
  let text = HEADER
  for (const kind of ['problems', 'fields', 'internal']) {
    text += `${kind}:\n`
    for (const code of Object.keys(used[kind]).sort()) {
      const old = listed[kind][code], now = used[kind][code]
      const status = kind === 'problems' ? `status: ${now.status ?? old?.status ?? 422}, ` : ''
      const en = (old?.en || now.en || '').replaceAll('\\"', '"').replaceAll('%%', '%').replace(/%(ll|z)?[dus]|%\.\*s/g, '%s')
      text += `  ${code}: { ${status}en: ${JSON.stringify(en || 'See the detail.')} }\n`
    }
  }
  writeFileSync('api/errors.yaml', text)
}

function compareErrors() {
  const used = usedCodes(), listed = listedCodes()
  for (const kind of ['problems', 'fields', 'internal']) {
    for (const [code, { statuses: s, at }] of Object.entries(used[kind])) {
      const row = listed[kind][code]
      if (!row) say(at, `the code "${code}" is not under ${kind} in api/errors.yaml (scripts/check-contract --add-errors puts it there)`)
      else if (s?.length && !s.includes(row.status)) say('api/errors.yaml', `${code} has status ${row.status}, ${at} answers ${s.join(' or ')}`)
      else if (kind === 'problems' && !row.status) say('api/errors.yaml', `${code} has no status`)
    }
    for (const code of Object.keys(listed[kind])) if (!used[kind][code]) say('api/errors.yaml', `${code} (${kind}) is not used in src/ (scripts/check-contract --add-errors takes it out)`)
  }
  return Object.values(listed).reduce((n, o) => n + Object.keys(o).length, 0)
}

// What "make build" made was compared: says so where its source is newer, before somebody looks for the fault there.
function outdated() {
  const madeOf = { 'build/contract/openapi.json': readdirSync('api').map((f) => `api/${f}`), 'build/amends': sources.map(([file]) => file) }
  return built.flatMap((file) => {
    const time = statSync(file).mtimeMs, newer = madeOf[file].find((source) => statSync(source).mtimeMs > time)
    return newer ? [`${file} is older than ${newer}: first make build`] : []
  })
}

if (process.argv.includes('--add-errors')) {
  addErrors()
} else {
  const routes = compareAll(), codes = compareErrors()
  for (const line of wrong) console.log(line)
  if (wrong.length) for (const line of outdated()) console.log(line)
  if (!wrong.length) console.log(`contract: ${routes} operations and ${codes} error codes agree`)
  process.exitCode = wrong.length ? 1 : 0
}
