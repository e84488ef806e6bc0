// Which file each module of a first screen goes to, so that the screen comes in few files: what all entries
// share ("base") and what only the desk has ("desk_base"). Lazy modules are the bundler's to arrange.
import type { Rolldown } from 'vite'

const DESK_ENTRY = '/ui/src/main.tsx'
const PLAIN = /\/ui\/(?:courier|portal|form|src\/plain)\//

/** Whether an entry without Mantine loads the module at once. */
function isPlain(id: string, context: Rolldown.ChunkingContext, known: Map<string, boolean>): boolean {
  const before = known.get(id)
  if (before !== undefined) return before
  known.set(id, false)
  const importers = context.getModuleInfo(id)?.importers ?? []
  const found = importers.some((importer) => PLAIN.test(importer) || isPlain(importer, context, known))
  known.set(id, found)
  return found
}

export function firstChunks(): Rolldown.CodeSplittingGroup {
  return {
    tags: ['$initial'],
    test: (id) => !id.endsWith(DESK_ENTRY) && !PLAIN.test(id) && !id.endsWith('.html'),
    name: (id, context) => (isPlain(id, context, new Map()) ? 'base' : 'desk_base'),
    priority: 2,
  }
}
