import { expect, test } from 'vitest'
import { bestLanguage, regionalLocale } from './languages'
import { textOf } from './words'

const words = {
  hello: 'Hello, {{name}}',
  rows_one: '{{count}} row',
  rows_many: '{{count}} de rows',
  rows_other: '{{count}} rows',
}

test('values are filled in, unknown ones stay visible', () => {
  expect(textOf(words, 'hello', { name: 'Ana' }, 'en')).toBe('Hello, Ana')
  expect(textOf(words, 'hello', {}, 'en')).toBe('Hello, {{name}}')
  expect(textOf(words, 'none', {}, 'en')).toBeUndefined()
})

test('count chooses the form and is written as the language writes numbers', () => {
  expect(textOf(words, 'rows', { count: 1 }, 'en')).toBe('1 row')
  expect(textOf(words, 'rows', { count: 0 }, 'en')).toBe('0 rows')
  expect(textOf(words, 'rows', { count: 0 }, 'fr')).toBe('0 row')
  expect(textOf(words, 'rows', { count: 1234 }, 'en')).toBe('1,234 rows')
  expect(textOf(words, 'rows', { count: 2_000_000 }, 'es')).toMatch(/^2\D000\D000 de rows$/)
})

test('the first wanted language that we have is taken', () => {
  expect(bestLanguage(['de-AT', 'fr-CA', 'es'])).toBe('fr')
  expect(bestLanguage(['de'])).toBe('en')
})

test('dates follow the reader’s own region where it fits the language', () => {
  expect(regionalLocale('es', ['en-US', 'es-MX'])).toBe('es-MX')
  expect(regionalLocale('en', ['fr-FR'])).toBe('en-GB')
})
