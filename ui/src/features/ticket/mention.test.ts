import { expect, test } from 'vitest'
import { mentionAt, mentionedIn, withMention } from './mention'

test('a name is being typed behind an @ that begins a word', () => {
  expect(mentionAt('@', 1)).toEqual({ at: 0, query: '' })
  expect(mentionAt('Ask @Inés Ca', 12)).toEqual({ at: 4, query: 'Inés Ca' })
  expect(mentionAt('Ask @In please', 7)).toEqual({ at: 4, query: 'In' })
  expect(mentionAt('write to ines@demo.test', 18)).toBeUndefined()
  expect(mentionAt('@Inés Calvo said that', 21)).toBeUndefined()
})

test('the chosen name takes its place, and is told while it stands there', () => {
  const next = withMention('Ask @in please', 4, 7, 'Inés Calvo')
  expect(next).toEqual({ text: 'Ask @Inés Calvo please', cursor: 16 })
  const chosen = [
    { id: 3, name: 'Inés Calvo' },
    { id: 4, name: 'Noor Haddad' },
  ]
  expect(mentionedIn(next.text, chosen)).toEqual([chosen[0]])
})
