// What the generated tests need to know about each thing: how to make one, and a good body for each operation.
// A new module adds its lines here and is then part of the refusals and of the role matrix.
import type { Client, Login, World } from './harness'

export interface Thing {
  /** Makes one as somebody who may; owner: whose it is, where things have owners. Returns its id. */
  make: (w: World, owner: Login | null) => Promise<number>
  /** Whether a person with the permission sees one of that owner. Without owners: everybody does. */
  visible?: (who: Login, owner: Login) => boolean
  /** Owners worth trying in the matrix: own and foreign ones. Empty: things without owners. */
  owners: Login[]
}

let serial = 0
const unique = (): string => `${process.pid}-${++serial}`

async function made(c: Client, path: string, body: unknown): Promise<number> {
  const r = await c.post(path, body)
  if (r.status !== 201) throw new Error(`cannot make a sample at ${path}: ${r.status} ${r.text}`)
  return r.json<{ id: number }>().id
}

/** By the first segment of the path. */
export const things: Record<string, Thing> = {
  tags: {
    make: async (w) => made(await w.as('admin'), '/tags', { name: `sample ${unique()}` }),
    owners: [],
  },
}

let clock = 0

/** A body that is accepted, by operation. */
export const bodies: Record<string, () => unknown> = {
  session_create: () => ({ email: 'agent2@demo.test', password: 'amends-demo' }),
  tag_create: () => ({ name: `body ${unique()}`, colour: 'teal' }),
  tag_update: () => ({ name: `renamed ${unique()}` }),
  // only forward, and not so far that sessions end
  test_clock_set: () => ({ now: new Date(Date.now() + 3600_000 + ++clock * 1000).toISOString() }),
}

/** A path with its {parameters} filled in. */
export async function pathFor(w: World, template: string, owner: Login | null = null): Promise<string> {
  if (!template.includes('{')) return template
  const thing = things[template.split('/')[1] ?? '']
  if (thing === undefined) throw new Error(`tests/api/samples.ts does not know how to make one for ${template}`)
  return template.replace(/\{[a-z_]*id\}/, String(await thing.make(w, owner)))
}

/** The version of what is at a path, for If-Match. */
export async function versionAt(w: World, path: string): Promise<number> {
  const r = await (await w.as('admin')).get(path)
  return r.json<{ version: number }>().version
}
