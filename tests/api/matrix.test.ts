// Every person of the demo company, and nobody, at every endpoint: does the answer follow from the permission
// that the route names, the permissions that the person has, and whose the object is? (domain.md §1)
import { afterAll, describe, expect, test } from 'vitest'
import { theContract } from './contract'
import { demoRoles, theRoutes, useWorld, type Client, type Login, type Reply, type Route } from './harness'
import { bodyFor, matchFor, pathFor, thingAt, uploadFor } from './samples'

const world = useWorld(['--test-clock', '--self-registration'])
const known = new Set(theContract().operations.map((o) => o.id))
const routes = theRoutes().filter((r) => known.has(r.op))
const everybody = ['nobody', ...demoRoles] as const
type Who = (typeof everybody)[number]
const outcomes = { allowed: 0, unauthenticated: 0, forbidden: 0, hidden: 0 }

async function clientOf(who: Who, r: Route): Promise<Client> {
  if (who === 'nobody') return world().nobody
  // a session that is about to end must not be the one that the other cases use
  return r.op === 'session_delete' ? world().login(who) : world().as(who)
}

const permissions = new Map<Who, Promise<string[]>>()
function permissionsOf(who: Who): Promise<string[]> {
  let p = permissions.get(who)
  if (p === undefined) {
    p = who === 'nobody' ? Promise.resolve([]) : world().as(who).then(async (c) => (await c.get('/session')).json<{ permissions: string[] }>().permissions)
    permissions.set(who, p)
  }
  return p
}

/** The rule. */
async function expected(who: Who, r: Route, owner: Login | null): Promise<number> {
  if (r.permission === 'public') return r.status
  if (who === 'nobody') return 401
  if (!(await permissionsOf(who)).includes(r.permission)) return 403
  const thing = thingAt(r.path)
  if (owner === null) return r.status
  if (!(thing?.visible?.(who, owner, r.op) ?? true)) return 404
  return (thing?.denied?.(who, owner, r.op) ?? false) ? 403 : r.status
}

async function act(who: Who, r: Route, owner: Login | null): Promise<number> {
  const c = await clientOf(who, r)
  if (r.flags.includes('stream')) {
    const s = await c.stream()
    s.close()
    return s.status
  }
  const path = await pathFor(world(), r.path, owner)
  const body = await bodyFor(world(), r)
  const headers = await matchFor(world(), r, path)
  const reply: Reply = await c.send(r.method, path, { headers, ...(body === undefined ? {} : { body }), ...uploadFor(r) })
  return reply.status
}

const cases = routes.flatMap((r) => {
  const owners: (Login | null)[] = thingAt(r.path)?.owners ?? []
  return (owners.length === 0 ? [null] : owners).flatMap((owner) =>
    everybody.map((who) => ({ r, who, owner, name: `${r.op}${owner === null ? '' : ` of ${owner}'s`}` })),
  )
})

describe('the matrix', () => {
  test('is as large as it should be', () => {
    expect(cases.length).toBeGreaterThanOrEqual(2000)
  })

  test.each(cases)('$who: $name', async ({ r, who, owner }) => {
    const want = await expected(who, r, owner)
    expect(await act(who, r, owner)).toBe(want)
    outcomes[want === 401 ? 'unauthenticated' : want === 403 ? 'forbidden' : want === 404 ? 'hidden' : 'allowed']++
  })

  test('admin has every permission that a route names, and a customer only what everybody has', async () => {
    const [admin, customer] = [await permissionsOf('admin'), await permissionsOf('customer')]
    for (const r of routes) if (r.permission !== 'public') expect(admin).toContain(r.permission)
    for (const staff of ['tag.read', 'tag.write', 'system.read', 'system.write', 'config.write']) expect(customer).not.toContain(staff)
  })

  afterAll(() => {
    const o = outcomes
    console.log(
      `matrix: ${cases.length} cases (${everybody.length} people, ${routes.length} operations): ` +
        `${o.allowed} allowed, ${o.unauthenticated} not signed in, ${o.forbidden} forbidden, ${o.hidden} hidden`,
    )
  })
})
