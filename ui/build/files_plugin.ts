// What the bundler alone knows and others need: which files each entry loads, and their brotli siblings.
// Writes dist/files.json (read by the budget check and, for its cache, by the courier's service worker)
// and FILE.br beside every text file that gets smaller. Fails when a plain entry pulls in Mantine.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

interface EntryFiles {
  html: string
  /** Loaded before anything is shown. */
  first: string[]
  /** Everything else that this entry can load, now or later. */
  lazy: string[]
}
export interface Files {
  entries: Record<string, EntryFiles>
  /** Lazily loaded source module → what loading it fetches. */
  modules: Record<string, string[]>
}

const TEXT = /\.(?:html|js|css|svg|json|txt|webmanifest)$/
const PLAIN_ENTRIES = new Set(['courier', 'portal', 'form'])

type Chunks = Map<string, Rolldown.OutputChunk>

/** All chunks that loading `start` loads at once. */
function closure(chunks: Chunks, start: readonly string[], follow: 'static' | 'all'): Rolldown.OutputChunk[] {
  const seen = new Map<string, Rolldown.OutputChunk>()
  const open = [...start]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const chunk = chunks.get(name)
    if (!chunk || seen.has(name)) continue
    seen.set(name, chunk)
    open.push(...chunk.imports)
    if (follow === 'all') open.push(...chunk.dynamicImports)
  }
  return [...seen.values()]
}

function urls(list: readonly Rolldown.OutputChunk[]): string[] {
  const files = new Set<string>()
  for (const chunk of list) {
    files.add(`/${chunk.fileName}`)
    for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(`/${css}`)
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) files.add(`/${asset}`)
  }
  return [...files].sort()
}

function listFiles(bundle: Rolldown.OutputBundle, root: string): Files {
  const chunks: Chunks = new Map()
  for (const out of Object.values(bundle)) if (out.type === 'chunk') chunks.set(out.fileName, out)

  const files: Files = { entries: {}, modules: {} }
  for (const chunk of chunks.values()) {
    const source = chunk.facadeModuleId
    if (chunk.isEntry && source?.endsWith('.html')) {
      const first = closure(chunks, [chunk.fileName], 'static')
      const all = closure(chunks, [chunk.fileName], 'all')
      if (PLAIN_ENTRIES.has(chunk.name)) refuseMantine(chunk.name, all)
      const firstUrls = urls(first)
      files.entries[chunk.name] = {
        html: `/${path.relative(root, source)}`,
        first: firstUrls,
        lazy: urls(all).filter((url) => !firstUrls.includes(url)),
      }
    } else if (chunk.isDynamicEntry && source) {
      files.modules[path.relative(root, source)] = urls(closure(chunks, [chunk.fileName], 'static'))
    }
  }
  return files
}

function refuseMantine(entry: string, chunks: readonly Rolldown.OutputChunk[]): void {
  for (const chunk of chunks)
    for (const id of chunk.moduleIds)
      if (id.includes('/@mantine/'))
        throw new Error(`${entry} must not load Mantine, but ${chunk.fileName} holds ${id}`)
}

function writeBrotli(file: string): void {
  const plain = readFileSync(file)
  const packed = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  })
  if (packed.length < plain.length) writeFileSync(`${file}.br`, packed)
}

export function filesPlugin(): Plugin {
  let root = ''
  return {
    name: 'amends-files',
    apply: 'build',
    configResolved(config) {
      root = config.root
    },
    writeBundle(options, bundle) {
      const dir = options.dir
      if (dir === undefined) throw new Error('no output folder')
      writeFileSync(path.join(dir, 'files.json'), `${JSON.stringify(listFiles(bundle, root), null, 1)}\n`)
      for (const name of [...Object.keys(bundle), 'files.json']) if (TEXT.test(name)) writeBrotli(path.join(dir, name))
    },
  }
}
