// tests/mail/compare.js <dump of mails> <folder of .box/.yml> <differences.txt> <dump of bounces>
// Compares what the mail module read (mime_dump's lines) with the parse that the corpus expects.
// Headers and files exactly, sizes up to line ends, bodies as words. Prints each unexplained difference.
import fs from 'node:fs'
import path from 'node:path'
import yaml from 'js-yaml'

const [dumpFile, folder, differencesFile, bounceFile] = process.argv.slice(2)

// The expectations are Ruby objects: every !ruby tag is read as the plain thing under it.
const binary = new yaml.Type('!binary', { kind: 'scalar', construct: (x) => Buffer.from(x, 'base64') })
const rubyTypes = ['mapping', 'sequence', 'scalar'].map(
  (kind) => new yaml.Type('!', { kind, multi: true, construct: (x) => x }),
)
const schema = yaml.DEFAULT_SCHEMA.extend({ explicit: [binary, ...rubyTypes] })

const squash = (s) => String(s ?? '').replace(/[\s　]+/g, ' ').trim()
const unquote = (s) => squash(s).replace(/^"(.*)"$/, '$1')

function plain(html) {
  const entities = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'", '#96': '`' }
  return String(html ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(#?\w+);/g, (all, name) => entities[name] ?? ' ')
}

const words = (s) => plain(s).toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []

// Share of the expected words that are there too, counted as often as they occur.
function coverage(expected, got) {
  const have = new Map()
  for (const w of words(got)) have.set(w, (have.get(w) ?? 0) + 1)
  const want = words(expected)
  let found = 0
  for (const w of want) {
    const n = have.get(w) ?? 0
    if (n > 0) {
      found++
      have.set(w, n - 1)
    }
  }
  return want.length ? found / want.length : 1
}

// The HTML form of the body is listed there as a file; we keep it as body_html.
const files = (list) => (list ?? []).filter((a) => !(a.preferences ?? {})['original-format'])

function* check(want, got) {
  if (got.error) {
    yield ['error', 'a parsed mail', got.error]
    return
  }
  const pair = function* (field, a, b) {
    if (a !== b) yield [field, a, b]
  }
  yield* pair('from_email', unquote(want.from_email), got.from)
  yield* pair('from_display_name', squash(want.from_display_name), squash(got.name))
  yield* pair('subject', squash(want.subject), squash(got.subject))
  const list = files(want.attachments)
  yield* pair('attachments', list.length, got.parts.length)
  for (let i = 0; i < Math.min(list.length, got.parts.length); i++) {
    const p = got.parts[i]
    yield* pair('attachment_name', squash(list[i].filename), squash(p.name))
    const n = size(list[i].data)
    if (n != null && Math.abs(n - p.size) > p.lines) yield ['attachment_size', n, p.size]
  }
  if (squash(want.body) !== 'no visible content') {
    const share = Math.max(coverage(want.body, got.html ?? ''), coverage(want.body, got.text))
    if (share < 0.95) yield ['body', '>= 95 % of the words', `${Math.round(share * 100)} %`]
  }
}

function size(data) {
  return data == null ? null : typeof data === 'string' ? Buffer.byteLength(data) : data.length
}

const known = new Map()
for (const line of fs.readFileSync(differencesFile, 'utf8').split('\n')) {
  const [file, field, reason] = line.split('\t')
  if (line && !line.startsWith('#')) known.set(`${file}\t${field}`, reason)
}

let passed = 0
let failed = 0
const readLines = (file) =>
  fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))

for (const got of readLines(dumpFile)) {
  const name = path.basename(got.file, '.box')
  const want = yaml.load(fs.readFileSync(path.join(folder, name + '.yml'), 'utf8'), { schema })
  let bad = false
  for (const [field, a, b] of check(want, got)) {
    const reason = known.get(`${name}\t${field}`)
    if (reason) {
      console.log(`known   ${name} ${field}: ${reason}`)
      continue
    }
    bad = true
    console.log(`FAILED  ${name} ${field}: expected ${JSON.stringify(a)}, got ${JSON.stringify(b)}`)
  }
  if (bad) failed++
  else passed++
}
let recipients = 0
let originals = 0
let bounces = 0
for (const got of readLines(bounceFile)) {
  const automatic = ['automatic', 'bounce', 'report'].includes(got.class)
  if (automatic) passed++
  else {
    failed++
    console.log(`FAILED  ${path.basename(got.file)}: ${got.error ?? got.class}`)
  }
  if (got.bounce) {
    bounces++
    recipients += got.bounce.rcpt.length > 0 ? 1 : 0
    originals += got.bounce.original ? 1 : 0
  }
}
console.log(`of ${bounces} bounces ${recipients} name a recipient, ${originals} the original message`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
