import { expect, test } from 'vitest'
import { dayIn } from './delivery_view'

test('today is the day where the reader lives', () => {
  const late = new Date('2026-11-29T23:30:00.000Z')
  expect([dayIn('Europe/Madrid', late), dayIn('America/Bogota', late)]).toEqual(['2026-11-30', '2026-11-29'])
})
