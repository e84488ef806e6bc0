// scripts/new-resource NAME [PLURAL]: a resource NAME that builds and passes, made from the module tag by substitution, so that
// the pattern stays the one truth. NAME is singular and snake_case. What it makes is then edited by hand.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import path from 'node:path'

process.chdir(path.join(import.meta.dirname, '..'))
const [name, plural = `${name}s`] = process.argv.slice(2)
const die = (text) => { console.error(`new-resource: ${text}`); process.exit(1) }
const RESERVED = `all and any as auto bool break case char check class const continue create default delete do double else enum extern false float for
  from group if in index inline int is join key like list long new not null of on or order primary register return select set short signed sizeof static
  struct switch table then this to true type typedef union unique update user using values view void volatile when where while with system self public`.split(/\s+/)
if (!name || process.argv.length > 4) die('usage: scripts/new-resource NAME [PLURAL]   (singular, snake_case: "note")')
for (const word of [name, plural]) if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(word) || word.length > 30) die(`"${word}" is not a snake_case name of at most 30 characters`)
if (name === plural) die('singular and plural must differ')
if (RESERVED.includes(name)) die(`"${name}" is a word of C, SQL or this program; take another`)
if (existsSync(`src/${name}`) || new RegExp(`^${name} \\d`, 'm').test(readFileSync('src/LAYERS', 'utf8').replace(/^(?!tag )\w+ \d+.*\n/gm, (l) => (existsSync(`src/${l.split(' ')[0]}`) ? l : ''))))
  die(`there is a module ${name} already`)

// ---- substitution: whole words only, in the case that each has ----
const camel = (s) => s.replace(/_([a-z0-9])/g, (_, c) => c.toUpperCase())
const pascal = (s) => camel(s)[0].toUpperCase() + camel(s).slice(1)
// A type Promise or Event would hide the language's own.
const type = pascal(name) in globalThis || name === 'record' ? `${pascal(name)}Record` : pascal(name)
const substitute = (text) =>
  text.replace(/(Icon[A-Z]\w*)|(?<![A-Za-z])(tags?|TAGS?)(?![a-z])|(?<![A-Z])(Tags?)(?![a-z])/g, (all, icon, word, capital, at) => {
    if (icon) return icon
    const many = /s$/i.test(all), to = many ? plural : name
    if (capital) return all === 'Tag' && !/\w/.test((text[at - 1] ?? '') + (text[at + 3] ?? '')) ? type : pascal(to)
    if (word === word.toUpperCase()) return to.toUpperCase()
    return /[A-Z]/.test(text[at + all.length] ?? '') ? camel(to) : to
  })

const words = (s) => s.replaceAll('_', ' ')
const capitalised = (s) => s[0].toUpperCase() + s.slice(1)
// Texts for people: keys as identifiers, values in words.
const spoken = (s) => [plural, name].reduce((t, one) => t.replaceAll(pascal(one), capitalised(words(one))).replaceAll(one, words(one)), s.replaceAll(type, pascal(name)))
const texts = (json) => json.replace(/^( *"[^"]*": )(".*)$/gm, (_, key, value) => substitute(key) + spoken(substitute(value)))
// What a screen's test looks for is such a text: of several words, or the title.
const screenTest = (code) => substitute(code).replace(/'([^'\n]*)'/g, (all, s) => (s.includes(' ') || s === pascal(plural) ? `'${spoken(s)}'` : all))
// What a tag is and who looks for one by name is true of tags only.
const general = (text) => substitute(text.replace(/words that staff put on tickets/gi, (all) => (all[0] === 'W' ? 'Tags' : 'tags')))

const made = [], changed = []
const write = (file, text) => { mkdirSync(path.dirname(file), { recursive: true }); writeFileSync(file, text); made.push(file) }
function edit(file, change) {
  const before = readFileSync(file, 'utf8'), after = change(before)
  if (before === after) die(`${file}: the place of tag was not found there; has the pattern moved?`)
  writeFileSync(file, after)
  changed.push(file)
}
// Behind the lines that match, the same lines for the new resource; a backslash at the end stays in its column.
const repeat = (re) => (text) => text.replace(new RegExp(`(?:^.*(?:${re.source}).*\\n)+`, 'gm'), (lines) =>
  lines + lines.replace(/.+/g, (line) => general(line).replace(/ *\\$/, (end) => (line.endsWith('\\') ? `${' '.repeat(Math.max(1, line.length - 1 - general(line).length + end.length))}\\` : end))))

// ---- server ----
for (const file of readdirSync('src/tag')) {
  const text = readFileSync(`src/tag/${file}`, 'utf8').replace(/\n \* This module is the pattern:[^*]*\*\//, ' */')
  write(`src/${name}/${substitute(file)}`, general(text.replace(/^int tag_(by_name|all)\(.*;.*\n|^int tag_(by_name|all)\(.*\n\{\n[\s\S]*?^\}\n\n/gm, '')))
}
const migrations = readdirSync('db/migrations')
const next = String(Math.max(...migrations.map((f) => parseInt(f, 10))) + 1).padStart(4, '0')
write(`db/migrations/${next}_${name}.sql`, general(readFileSync(`db/migrations/${migrations.find((f) => f.endsWith('_tag.sql'))}`, 'utf8')))
edit('src/LAYERS', (t) => (new RegExp(`^${name} \\d`, 'm').test(t) ? t.replace(/$/, '\n') : t.replace(/^tag 3.*\n/m, (l) => `${l}${name} 3\n`)))
edit('src/base/perm.h', repeat(/X\(TAG_(READ|WRITE),/))
edit('src/auth/role_default.c', (t) => t.replace('#define STAFF "', `#define STAFF "${name}.read ${name}.write " \\\n        "`))
edit('src/app/wire.c', (t) =>
  t.replace(/^#define MODULES\(X\)(?: *\\\n| *X\(\w+\))+/m, (all) => {
    const lines = ['#define MODULES(X)']
    for (const m of all.match(/\bX\(\w+\)/g).flatMap((one) => (one === 'X(tag)' ? [one, `X(${name})`] : [one])))
      if (lines.at(-1).length + m.length < 120) lines[lines.length - 1] += ` ${m}`
      else lines.push(`        ${m}`)
    return lines.join(' \\\n')
  }))
edit('src/app/system_http.c', repeat(/\{ "tag", P_TAG_READ \}/))

// ---- contract and its tests ----
// "tags" is a word of OpenAPI too
write(`api/${name}.yaml`, substitute(readFileSync('api/tag.yaml', 'utf8')).replaceAll(`      ${plural}: [${name}]`, `      tags: [${name}]`))
edit('api/openapi.yaml', (t) => repeat(/\{ name: tag,|"tag\.yaml#/)(t))
execFileSync(process.execPath, ['scripts/check-contract.mjs', '--add-errors'])
changed.push('api/errors.yaml')
if (existsSync('tests/api/tag.test.ts')) {
  write(`tests/api/${name}.test.ts`, substitute(readFileSync('tests/api/tag.test.ts', 'utf8').replace(' The tests of other resources look like this one.', '')))
  edit('tests/api/samples.ts', (t) => repeat(/^ {2}tag_\w+: /)(t.replace(/^ {2}tags: \{\n[\s\S]*?^ {2}\},\n/m, (block) => block + substitute(block))))
}

// ---- screen ----
if (existsSync('ui/src/features/tag')) {
  const walk = (dir) => readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? walk(`${dir}/${e.name}`) : [`${dir}/${e.name}`]))
  const taken = walk('ui/src/features').filter((f) => f.endsWith('_feature.ts')).flatMap((f) => [...readFileSync(f, 'utf8').matchAll(/keys: '([^']+)'/g)].map((m) => m[1]))
  const letter = [...name.replaceAll('_', ''), ...'abcdefghijklmnopqrstuvwxyz'].find((c) => !taken.includes(`g ${c}`))
  for (const file of walk('ui/src/features/tag'))
    write(file.replace(/features\/tag\/(.*)$/, (_, rest) => `features/${name}/${substitute(rest)}`), (file.endsWith('.json') ? texts : file.endsWith('.test.tsx') ? screenTest : substitute)(readFileSync(file, 'utf8')).replace(/keys: 'g \w'/, `keys: 'g ${letter}'`))
  edit('ui/src/features.ts', (t) => repeat(/from '\.\/features\/tag'/)(t).replace(/^export [\s\S]*/m, (rest) => rest.replace(/^( *)tag(Feature|Routes),\n/gm, (line, indent, what) => `${line}${indent}${camel(name)}${what},\n`)))
  // labels of the navigation, words of its problems and of its permissions: to be translated by hand, as all its texts are
  for (const language of ['en', 'fr', 'es']) {
    edit(`ui/src/i18n/problem/${language}.json`, (t) => t.replace(/^ *"code\.tag\.\w+": ".*"/gm, (line) => `${texts(line)},\n${line}`))
    edit(`ui/src/features/role/i18n/${language}.json`, (t) => t.replace(/^ *"may\.tag\.\w+": ".*"/gm, (line) => `${texts(line)},\n${line}`))
    edit(`ui/src/i18n/common/${language}.json`, (t) => t.replace(/^( *)"nav\.tags": .*\n/m, (line, indent) => `${line}${indent}"nav.${plural}": "${capitalised(words(plural))}",\n`))
  }
  edit('ui/src/i18n/resources.ts', repeat(/import type tag |^ {2}tag: typeof tag/))
}

console.log(`made:\n  ${made.join('\n  ')}\nchanged:\n  ${changed.join('\n  ')}`)
console.log(`Next: make build, then edit: docs/add-a-resource.md says where. Roles of a database that exists already do not
have the new permissions (${name}.read, ${name}.write) until an administrator gives them; admin has every permission.`)
