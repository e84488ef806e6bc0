import { expect, test } from 'vitest'
import { changeView, nextSort, parseListView } from './list_view'

test('an address gives a view; what the server cannot sort by is dropped', () => {
  expect(parseListView({ q: 12, sort: '-name', other: 'x' }, ['name'])).toEqual({ q: '12', sort: '-name' })
  expect(parseListView({ q: '', sort: 'secret', hide: 'colour' }, ['name'])).toEqual({ hide: 'colour' })
})

test('empty parts leave the address', () => {
  expect(changeView({ q: 'a', sort: 'name' }, { q: '', sort: undefined })).toEqual({})
})

test('a heading goes up, down, and back', () => {
  expect(nextSort(undefined, 'name')).toBe('name')
  expect(nextSort('name', 'name')).toBe('-name')
  expect(nextSort('-name', 'name')).toBeUndefined()
  expect(nextSort('-name', 'colour')).toBe('colour')
})
