import { expect, test } from 'vitest'
import type { Task } from './api'
import { freshDraft, gramsOf, proposalOf } from './draft'

const task = { id: 7, packages: [], weight: 1500, after: null, before: null } as unknown as Task
const fresh = freshDraft(task, 'Europe/Paris')

test('a weight is read as people write it, and what is no weight proposes none', () => {
  expect(['2.5', ' 2,5 ', '2,5 kg', ''].map(gramsOf)).toEqual([2500, 2500, 2500, null])
  expect(gramsOf('heavy')).toBeUndefined()
  expect(proposalOf(task, { ...fresh, weight: '2,5' }, 'Europe/Paris')).toEqual({ tasks: [{ id: 7, weight: 2500 }] })
  expect(proposalOf(task, { ...fresh, weight: 'heavy' }, 'Europe/Paris')).toBeUndefined()
})

test('a year typed on into a fifth digit breaks nothing', () => {
  const proposal = proposalOf(task, { ...fresh, after: '12026-11-29T10:30' }, 'Europe/Paris')
  expect(proposal?.tasks?.[0]?.after).toBe('+012026-11-29T09:30:00.000Z')
})
