import { expect, test } from 'vitest'
import { createFormat, minorToDecimal } from './format'
import { clockAt, momentOf } from './zone'

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

test('moments are written in the person’s zone, with the zone where it is asked for', () => {
  const format = createFormat('en-GB', 'America/Mexico_City')
  expect(format.dateTime('2026-11-21T05:30:00.000Z')).toBe('20 Nov 2026, 23:30')
  expect(format.full('2026-11-21T05:30:00.000Z')).toMatch(/Friday.* 20 November 2026.* 23:30:00 .+/)
})

test('money is exact, by currency and language', () => {
  expect(plain(createFormat('fr', undefined).money(209_900, 'EUR'))).toBe('2 099,00 €')
  expect(createFormat('en-GB', undefined).money(-5, 'EUR')).toBe('-€0.05')
  expect(createFormat('en-GB', undefined).money(500, 'JPY')).toMatch(/500$/)
  expect(minorToDecimal(Number.MAX_SAFE_INTEGER, 2)).toBe('90071992547409.91')
})

test('decimals stand behind the mark of the language', () => {
  expect(['en-GB', 'fr', 'es'].map((locale) => createFormat(locale, undefined).decimalMark)).toEqual(['.', ',', ','])
})

test('distances in time use the largest fitting unit', () => {
  const now = Date.parse('2026-11-21T09:00:00.000Z')
  const format = createFormat('en-GB', undefined)
  expect(format.relative('2026-11-21T08:57:10.000Z', now)).toBe('2 minutes ago')
  expect(format.relative('2026-11-23T09:00:00.000Z', now)).toBe('in 2 days')
  expect(format.relative('2026-11-21T08:59:50.000Z', now)).toBe('this minute')
})

test('a colon stands as the language has it', () => {
  expect(createFormat('es-ES', undefined).named('Precio', '9')).toBe('Precio: 9')
  expect(createFormat('fr-FR', undefined).named('Prix', '9')).toBe('Prix\u00a0: 9')
})

test('what somebody wrote stands in the language’s quotation marks', () => {
  expect(['en-GB', 'fr-FR', 'es'].map((locale) => createFormat(locale, undefined).quoted('oui'))).toEqual([
    '“oui”',
    '«\u00a0oui\u00a0»',
    '«oui»',
  ])
})

test('a date-time field holds what the clocks of the person’s zone show, in summer and winter', () => {
  for (const [iso, clock] of [
    ['2026-11-29T10:00:00.000Z', '2026-11-29T11:00'],
    ['2026-07-01T22:30:00.000Z', '2026-07-02T00:30'],
  ] as const) {
    expect(clockAt(iso, 'Europe/Paris')).toBe(clock)
    expect(momentOf(clock, 'Europe/Paris').toISOString()).toBe(iso)
  }
  expect(clockAt(null, 'Europe/Paris')).toBe('')
})

test('a year of five digits is a moment too', () => {
  expect(momentOf('12026-11-29T10:30', 'Europe/Paris').toISOString()).toBe('+012026-11-29T09:30:00.000Z')
})
