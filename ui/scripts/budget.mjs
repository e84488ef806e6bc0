// Compares what the first screen of each entry loads, in bytes of brotli, with its budget. Fails on bytes.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

const KB = 1024
const ENTRY_BUDGET = { desk: 250 * KB, courier: 90 * KB, portal: 80 * KB, form: 15 * KB }
const LAZY_BUDGET = 60 * KB
/** Lazy modules with a budget of their own, by the start of their path. */
const LAZY_EXCEPTIONS = { 'src/features/report/': 130 * KB }

/** What each entry loads lazily, yet always, before its first screen is there. */
const FIRST_MODULES = {
  desk: [
    'src/features/session/sign_in_page.tsx',
    /^src\/i18n\/(common|problem)\/LANGUAGE\.json$/,
    /^src\/features\/(session|home)\/i18n\/LANGUAGE\.json$/,
  ],
  courier: [/^courier\/i18n\/LANGUAGE\.json$/, /^src\/(i18n\/problem|features\/session\/i18n)\/LANGUAGE\.json$/],
  portal: [/^portal\/i18n\/LANGUAGE\.json$/, /^src\/(i18n\/problem|features\/session\/i18n)\/LANGUAGE\.json$/],
  form: [],
}
const LANGUAGES = ['en', 'fr', 'es']

const dist = path.join(import.meta.dirname, '../dist')
if (!existsSync(path.join(dist, 'files.json'))) {
  console.error('budget: no ui/dist/files.json; run "npm run build" first')
  process.exit(1)
}
const { entries, modules } = JSON.parse(readFileSync(path.join(dist, 'files.json'), 'utf8'))

/** Bytes on the wire: the brotli sibling where there is one. */
function bytes(url) {
  const file = path.join(dist, url)
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size
}
const total = (urls) => [...urls].reduce((sum, url) => sum + bytes(url), 0)
const kb = (n) => `${(n / KB).toFixed(1)} KB`.padStart(9)

function matches(pattern, name, language) {
  if (typeof pattern === 'string') return pattern === name
  return new RegExp(pattern.source.replace('LANGUAGE', language)).test(name)
}

function firstUrls(entry, language) {
  const urls = new Set([entries[entry].html, ...entries[entry].first])
  for (const [name, files] of Object.entries(modules))
    if (FIRST_MODULES[entry].some((pattern) => matches(pattern, name, language))) for (const url of files) urls.add(url)
  return urls
}

let failures = 0
function report(name, size, budget) {
  const isOver = size > budget
  if (isOver) failures++
  console.log(`${isOver ? 'OVER' : 'ok  '} ${kb(size)} of ${kb(budget)}  ${name}`)
}

for (const [entry, budget] of Object.entries(ENTRY_BUDGET)) {
  if (!entries[entry]) continue
  for (const pattern of FIRST_MODULES[entry])
    if (!Object.keys(modules).some((name) => matches(pattern, name, LANGUAGES[0])))
      throw new Error(`budget: ${entry} has no module ${pattern}`)
  const sizes = LANGUAGES.map((language) => total(firstUrls(entry, language)))
  report(`${entry}, first screen`, Math.max(...sizes), budget)
}
const atFirst = new Set(Object.keys(entries).flatMap((entry) => [...entries[entry].first]))
const deskFirst = firstUrls('desk', LANGUAGES[0])
for (const [name, files] of Object.entries(modules)) {
  if (name.endsWith('.json')) continue
  const extra = files.filter((url) => !deskFirst.has(url) && !atFirst.has(url))
  const exception = Object.entries(LAZY_EXCEPTIONS).find(([start]) => name.startsWith(start))
  if (extra.length > 0) report(`${name}, when it is opened`, total(extra), exception?.[1] ?? LAZY_BUDGET)
}
const assets = readdirSync(path.join(dist, 'assets'))
console.log(`     ${assets.filter((name) => !name.endsWith('.br')).length} files below /assets/`)
if (failures > 0) {
  console.error(`budget: ${failures} over budget`)
  process.exit(1)
}
