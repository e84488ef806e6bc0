import { expect, test } from 'vitest'
import { AttemptKey } from './change'

test('the same body sent again has the same key, another body or a new act has a new one', () => {
  const attempt = new AttemptKey()
  const first = attempt.keyFor({ name: 'VIP' })
  expect(attempt.keyFor({ name: 'VIP' })).toBe(first)
  const other = attempt.keyFor({ name: 'Vip' })
  expect(other).not.toBe(first)
  attempt.done()
  expect(attempt.keyFor({ name: 'Vip' })).not.toBe(other)
})
