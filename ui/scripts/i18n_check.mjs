// Checks the words: every language has the same keys and placeholders and all its plural forms, every key
// that the code asks for exists, and every key that exists is asked for. Words for problems must be about
// problems that the server can answer with, and each permission has its own.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

const LANGUAGES = ['en', 'fr', 'es']
const PLURAL = /_(zero|one|two|few|many|other)$/
const ui = path.join(import.meta.dirname, '..')
const problems = []

const files = ['src', 'courier', 'portal'].flatMap((root) =>
  readdirSync(path.join(ui, root), { recursive: true }).map((name) => path.join(root, name)),
)

// ---- the words ----

/** namespace → { keys as asked for (plural forms folded into one), used } */
const namespaces = new Map()

function placeholders(text) {
  return [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map((match) => match[1])
}

/** key as asked for → { placeholders, forms } */
function fold(words) {
  const folded = new Map()
  for (const [key, text] of Object.entries(words)) {
    const form = PLURAL.exec(key)?.[1]
    const base = key.replace(PLURAL, '')
    const entry = folded.get(base) ?? { placeholders: new Set(), forms: new Set() }
    for (const name of placeholders(text)) entry.placeholders.add(name)
    if (form) entry.forms.add(form)
    folded.set(base, entry)
  }
  return folded
}

function checkWords(folder) {
  const name = path.basename(folder) === 'i18n' ? path.basename(path.dirname(folder)) : path.basename(folder)
  const byLanguage = new Map(
    LANGUAGES.map((language) => [
      language,
      JSON.parse(readFileSync(path.join(ui, folder, `${language}.json`), 'utf8')),
    ]),
  )
  const english = fold(byLanguage.get('en'))
  for (const [language, words] of byLanguage) {
    const where = `${folder}/${language}.json`
    for (const [key, text] of Object.entries(words))
      if (text.trim() === '') problems.push(`${where}: "${key}" is empty`)
    const folded = fold(words)
    for (const key of english.keys()) if (!folded.has(key)) problems.push(`${where}: "${key}" is missing`)
    for (const [key, { placeholders: names, forms }] of folded) {
      const model = english.get(key)
      if (!model) {
        problems.push(`${where}: "${key}" is not in English`)
        continue
      }
      if ([...names].sort().join() !== [...model.placeholders].sort().join())
        problems.push(
          `${where}: "${key}" has the placeholders ${[...names].join(', ') || 'none'}; English has ${[...model.placeholders].join(', ') || 'none'}`,
        )
      if (forms.size > 0 !== model.forms.size > 0)
        problems.push(`${where}: "${key}" has plural forms in one language only`)
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      if (forms.size > 0)
        for (const form of needed) if (!forms.has(form)) problems.push(`${where}: "${key}_${form}" is missing`)
    }
  }
  namespaces.set(name, { folder, keys: new Set(english.keys()), used: new Set() })
}
for (const file of files) if (path.basename(file) === 'en.json') checkWords(path.dirname(file))

// ---- what the code asks for ----

function use(namespace, key, where) {
  const known = namespaces.get(namespace)
  if (!known?.keys.has(key)) problems.push(`${where}: there is no "${namespace}:${key}"`)
  known?.used.add(key)
}

function usePrefix(candidates, prefix) {
  let found = false
  for (const name of candidates)
    for (const key of namespaces.get(name)?.keys ?? [])
      if (key.startsWith(prefix)) {
        namespaces.get(name).used.add(key)
        found = true
      }
  return found
}

const split = (text, fallback) => {
  const at = text.indexOf(':')
  return at < 0 ? [fallback, text] : [text.slice(0, at), text.slice(at + 1)]
}

/** The first namespace of the t that is seen from here: const t = useWords('tag', …). */
function namespaceAt(node, source) {
  for (let scope = node; scope; scope = scope.parent) {
    if (!ts.isFunctionLike(scope) || !scope.body || !ts.isBlock(scope.body)) continue
    for (const statement of scope.body.statements) {
      if (!ts.isVariableStatement(statement)) continue
      for (const { name, initializer } of statement.declarationList.declarations)
        if (name.getText(source) === 't' && initializer && ts.isCallExpression(initializer)) {
          const [first] = initializer.arguments
          if (first && ts.isStringLiteral(first)) return first.text
        }
    }
  }
  return undefined
}

function checkCode(file) {
  const source = ts.createSourceFile(file, readFileSync(path.join(ui, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const where = (node) => `${file}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`

  /** The node is the key in t(key) or t.find(key), or one of two: t(staff ? key : key). */
  const isAsked = (node) => {
    let asked = node
    while (ts.isConditionalExpression(asked.parent) && asked.parent.condition !== asked) asked = asked.parent
    return (
      ts.isCallExpression(asked.parent) &&
      /^t(\.find)?$/.test(asked.parent.expression.getText(source)) &&
      asked.parent.arguments[0] === asked
    )
  }

  const visit = (node) => {
    if (ts.isStringLiteralLike(node)) {
      if (isAsked(node)) {
        const [namespace, key] = split(node.text, namespaceAt(node, source))
        use(namespace, key, where(node))
      } else if (node.text.includes('.')) {
        // A key that is handed on, such as the label of a navigation entry.
        const [namespace, key] = split(node.text, undefined)
        for (const [name, { keys, used }] of namespaces)
          if ((namespace === undefined || namespace === name) && keys.has(key)) used.add(key)
      }
    } else if (ts.isTemplateExpression(node) && isAsked(node)) {
      const [namespace, prefix] = split(node.head.text, namespaceAt(node, source))
      if (prefix !== '' && !usePrefix([namespace], prefix))
        problems.push(`${where(node)}: nothing begins with "${namespace}:${prefix}"`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
}
for (const file of files) if (/\.tsx?$/.test(file) && !/\.(test|gen)\.tsx?$/.test(file)) checkCode(file)

// ---- problems ----

/** Problems that never came from the server. */
const OWN_CODES = ['client.failed', 'network.unreachable']

function errorCodes(section) {
  const text = readFileSync(path.join(ui, '../api/errors.yaml'), 'utf8')
  const lines = text
    .slice(text.indexOf(`\n${section}:`) + 1)
    .split('\n')
    .slice(1)
  const end = lines.findIndex((line) => /^\S/.test(line))
  const codes = lines.slice(0, end < 0 ? undefined : end).map((line) => /^ {2}([\w.]+):/.exec(line)?.[1])
  return new Set(codes.filter(Boolean))
}

const codes = errorCodes('problems')
const fieldCodes = errorCodes('fields')
for (const key of namespaces.get('problem').keys) {
  const [, kind, code] = /^(code|field)\.(.+)$/.exec(key) ?? []
  const isKnown = kind === undefined || (kind === 'field' ? fieldCodes : codes).has(code) || OWN_CODES.includes(code)
  if (!isKnown) problems.push(`src/i18n/problem: api/errors.yaml does not know "${code}"`)
}

// ---- permissions: each has words of its own on the screen of roles ----

const permissions = readFileSync(path.join(ui, '../src/base/perm.h'), 'utf8').matchAll(/X\(\w+, *"([\w.]+)"/g)
for (const [, permission] of permissions)
  if (!namespaces.get('role').keys.has(`may.${permission}`) && permission !== 'self')
    problems.push(`src/features/role/i18n: "may.${permission}" is missing`)

for (const [name, { keys, used, folder }] of namespaces)
  for (const key of keys) if (!used.has(key)) problems.push(`${folder}: nothing uses "${name}:${key}"`)

if (problems.length > 0) {
  console.error(problems.join('\n'))
  console.error(`i18n: ${problems.length} problems`)
  process.exit(1)
}
const count = [...namespaces.values()].reduce((sum, { keys }) => sum + keys.size, 0)
console.log(`i18n: ${count} keys in ${namespaces.size} namespaces, complete in ${LANGUAGES.join(', ')}`)
