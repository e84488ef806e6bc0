// What dispatch may change about a proposal before it approves it.
import { api, call, type components } from '@/api'
import type { Proposal } from './incident_api'

type Schemas = components['schemas']

export interface Proposed {
  tasks: Schemas['proposed_task'][]
  supplements: Schemas['proposed_supplement'][]
}

export function factsOf(proposal: Proposal): Proposed {
  const facts = proposal.facts as { tasks?: Proposed['tasks']; supplements?: Proposed['supplements'] }
  return { tasks: facts.tasks ?? [], supplements: facts.supplements ?? [] }
}

const COUNTED = new Set(['id', 'packages', 'weight', 'after', 'before'])

/** What a reason brings along by itself, such as a part of the price, is no number that anybody counted. */
export function isChangeable(proposal: Proposal): boolean {
  const { tasks, supplements } = factsOf(proposal)
  const hasNumbers =
    supplements.length > 0 || tasks.some(({ packages, weight }) => packages !== undefined || weight != null)
  return hasNumbers && tasks.every((task) => Object.keys(task).every((name) => COUNTED.has(name)))
}

/** As the server takes it: without what is empty. */
export function changesOf({ tasks, supplements }: Proposed): Proposed {
  return {
    tasks: tasks.map(
      (task) => Object.fromEntries(Object.entries(task).filter(([, value]) => value != null)) as typeof task,
    ),
    supplements,
  }
}

export function previewPrice(orderId: number, body: Proposed, key: string): Promise<Schemas['price_preview']> {
  const params = { path: { id: orderId }, header: { 'Idempotency-Key': key } }
  return call(api.POST('/orders/{id}/price-preview', { body, params }))
}
