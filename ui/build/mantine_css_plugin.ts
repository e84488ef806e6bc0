// "virtual:mantine.css" is the styles of those Mantine components that our sources use, and of what these
// use themselves, in Mantine's own order. All styles together are twice as large.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Plugin } from 'vite'

const NAME = 'virtual:mantine.css'
const BASE = ['default-css-variables.css', 'baseline.css', 'global.css']
const IMPORT = /import\s+(?:\w+\s*,\s*)?\{([^}]*)\}\s+from\s+"(\.[^"]+)"|import\s+(\w+)\s+from\s+"(\.[^"]+)"/g

/** Names that our sources import from any @mantine package's main entry. */
function usedNames(folder: string): Set<string> {
  const names = new Set<string>()
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file)) continue
    const text = readFileSync(path.join(folder, file), 'utf8')
    for (const [, list = ''] of text.matchAll(/import\s+\{([^}]*)\}\s+from\s+'@mantine\/core'/g))
      for (const name of list.split(',')) names.add(name.trim().split(' ')[0] ?? '')
  }
  return names
}

/** Follows the imports of a module; adds the style sheets met on the way. */
function collect(file: string, seen: Set<string>, sheets: Set<string>): void {
  if (seen.has(file) || !existsSync(file)) return
  seen.add(file)
  const sheet = /([^/]+)\.module\.mjs$/.exec(file)?.[1]
  if (sheet !== undefined) sheets.add(`${sheet}.css`)
  for (const match of readFileSync(file, 'utf8').matchAll(IMPORT))
    collect(path.join(path.dirname(file), match[2] ?? match[4] ?? ''), seen, sheets)
}

/** The main entry's modules by the names that they export. */
function modulesByName(core: string): Map<string, string> {
  const index = readFileSync(path.join(core, 'esm/index.mjs'), 'utf8')
  const modules = new Map<string, string>()
  for (const [, list = '', from = ''] of index.matchAll(IMPORT))
    for (const name of list.split(',')) modules.set(name.trim().split(' ').at(-1) ?? '', path.join(core, 'esm', from))
  return modules
}

function styles(source: string): string {
  const core = path.dirname(createRequire(import.meta.url).resolve('@mantine/core/styles.css'))
  const modules = modulesByName(core)
  // The packages that are built on the core use these.
  const names = [...usedNames(source), 'Notification', 'Modal', 'ScrollArea', 'Highlight']
  const seen = new Set<string>()
  const sheets = new Set<string>()
  for (const name of names) collect(modules.get(name) ?? '', seen, sheets)

  const all = readFileSync(path.join(core, 'styles.css'), 'utf8')
  const text = (sheet: string) => readFileSync(path.join(core, 'styles', sheet), 'utf8')
  const place = (sheet: string) => all.indexOf(/\.m_[0-9a-f]+/.exec(text(sheet))?.[0] ?? '')
  const ordered = [...sheets].filter((sheet) => existsSync(path.join(core, 'styles', sheet)))
  ordered.sort((a, b) => place(a) - place(b))
  return [...BASE, ...ordered].map(text).join('\n')
}

export function mantineCssPlugin(): Plugin {
  let source = ''
  return {
    name: 'amends-mantine-css',
    configResolved(config) {
      source = path.join(config.root, 'src')
    },
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? styles(source) : undefined),
  }
}
