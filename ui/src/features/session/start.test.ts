import { expect, test } from 'vitest'
import { afterSignIn } from './start'

test.each([
  ['admin', '/tickets'],
  ['agent', '/tickets'],
  ['dispatcher', '/deliveries'],
  ['shop', '/deliveries'],
  ['courier', '/courier/'],
  ['consultant', '/tickets'],
  ['customer', '/tickets'],
  ['a role of our own', '/tickets'],
])('%s begins at %s', (role, start) => {
  expect(afterSignIn([role], undefined)).toBe(start)
})

test('where one wanted to go comes first, and it is on this site', () => {
  expect(afterSignIn(['courier'], '/tickets/3')).toBe('/tickets/3')
  expect(afterSignIn(['agent'], '//example.org/')).toBe('/tickets')
  expect(afterSignIn(['courier', 'agent'], '/')).toBe('/tickets')
})
