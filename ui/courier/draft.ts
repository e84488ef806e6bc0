// A report that is being written: kept in the phone, so that neither a call nor a reload loses it.
import { newKey } from '@/api/client'
import { clockAt, momentOf } from '@/i18n'
import type { Attachment, Task } from './api'

export type Outcome = 'report' | 'complete' | 'fail'

export interface Draft {
  /** One per report: sending it twice files it once. */
  key: string
  reason: string
  comment: string
  outcome: Outcome
  photos: Attachment[]
  position: { lat: number; lng: number } | null
  /** What there really is; as in the task until somebody changes it. */
  packages: { name: string; quantity: number }[]
  /** As typed, in kilograms. */
  weight: string
  /** As typed into the fields, in the zone that times are shown in. */
  after: string
  before: string
  supplements: Record<string, number>
}

const nameOf = (taskId: number) => `amends.courier.report.${String(taskId)}`

export const kilograms = (grams: number | null) => (grams === null ? '' : String(grams / 1000))

export function freshDraft(task: Task, timeZone: string | undefined): Draft {
  return {
    key: newKey(),
    reason: '',
    comment: '',
    outcome: 'report',
    photos: [],
    position: null,
    packages: task.packages.map((each) => ({ ...each })),
    weight: kilograms(task.weight),
    after: clockAt(task.after, timeZone),
    before: clockAt(task.before, timeZone),
    supplements: {},
  }
}

export function keptDraft(task: Task, timeZone: string | undefined): Draft {
  const fresh = freshDraft(task, timeZone)
  try {
    const kept = localStorage.getItem(nameOf(task.id))
    return kept === null ? fresh : { ...fresh, ...(JSON.parse(kept) as Partial<Draft>) }
  } catch {
    return fresh
  }
}

export function keepDraft(taskId: number, draft: Draft): void {
  try {
    localStorage.setItem(nameOf(taskId), JSON.stringify(draft))
  } catch {
    // A full store loses the draft on reload, not now.
  }
}

export function forgetDraft(taskId: number): void {
  localStorage.removeItem(nameOf(taskId))
}

/** null: left empty; undefined: no number. */
export function gramsOf(typed: string): number | null | undefined {
  if (typed.trim() === '') return null
  const value = Number(
    typed
      .trim()
      .replace(/\s*kg$/i, '')
      .replace(',', '.'),
  )
  return Number.isFinite(value) ? Math.round(value * 1000) : undefined
}

/** What differs from the task, as the server wants it; undefined: nothing is proposed. */
export function proposalOf(task: Task, draft: Draft, timeZone: string | undefined) {
  const facts: { id: number; packages?: Draft['packages']; weight?: number | null; after?: string; before?: string } = {
    id: task.id,
  }
  const packages = draft.packages.filter((each) => each.name.trim() !== '')
  if (JSON.stringify(packages) !== JSON.stringify(task.packages)) facts.packages = packages
  const weight = gramsOf(draft.weight)
  if (weight !== undefined && draft.weight !== kilograms(task.weight)) facts.weight = weight
  if (draft.after !== '' && draft.after !== clockAt(task.after, timeZone))
    facts.after = momentOf(draft.after, timeZone).toISOString()
  if (draft.before !== '' && draft.before !== clockAt(task.before, timeZone))
    facts.before = momentOf(draft.before, timeZone).toISOString()
  const supplements = Object.entries(draft.supplements)
    .filter(([, quantity]) => quantity > 0)
    .map(([rule, quantity]) => ({ rule: JSON.parse(rule) as string | number, quantity }))
  const tasks = Object.keys(facts).length > 1 ? [facts] : []
  if (tasks.length === 0 && supplements.length === 0) return undefined
  return { ...(tasks.length > 0 && { tasks }), ...(supplements.length > 0 && { supplements }) }
}
