import { expect, test } from 'vitest'
import { changedValues, conflictsOf, mergedValues } from './edit'

const base = { name: 'VIP', colour: 'gray', note: '' }

test('only what was changed is sent', () => {
  expect(changedValues({ ...base, name: 'Vip' }, base)).toEqual({ name: 'Vip' })
  expect(changedValues(base, base)).toEqual({})
})

test('their changes to other fields are kept, mine go on top', () => {
  const theirs = { ...base, colour: 'red' }
  expect(mergedValues({ ...base, name: 'Vip' }, base, theirs)).toEqual({ name: 'Vip', colour: 'red', note: '' })
})

test('whatever they changed is shown, unless it is what I wrote too', () => {
  const mine = { ...base, name: 'Vip' }
  expect(conflictsOf(mine, base, { ...base, name: 'Very important' })).toEqual(['name'])
  expect(conflictsOf(mine, base, { ...base, colour: 'red' })).toEqual(['colour'])
  expect(conflictsOf(mine, base, { ...base, name: 'Vip' })).toEqual([])
})
