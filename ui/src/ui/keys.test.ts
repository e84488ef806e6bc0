import { afterEach, expect, test } from 'vitest'
import { listenForKeys } from './keys'

let stop: (() => void) | undefined
afterEach(() => {
  stop?.()
  document.body.replaceChildren()
})

function listen(known: string[], singleKeys = true): string[] {
  const ran: string[] = []
  stop = listenForKeys({
    singleKeys: () => singleKeys,
    run: (keys) => {
      if (!known.includes(keys)) return false
      ran.push(keys)
      return true
    },
  })
  return ran
}
function press(key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}

test('single keys, sequences and Ctrl work', () => {
  const ran = listen(['n', 'g t', 'mod+k', '?'])
  press('n')
  press('g')
  press('t')
  press('k', { ctrlKey: true })
  press('?', { shiftKey: true })
  expect(ran).toEqual(['n', 'g t', 'mod+k', '?'])
})

test('what is typed into a field is no shortcut, Ctrl is', () => {
  const ran = listen(['n', 'mod+k'])
  const input = document.body.appendChild(document.createElement('input'))
  press('n', {}, input)
  press('k', { ctrlKey: true }, input)
  expect(ran).toEqual(['mod+k'])
})

test('single keys can be switched off', () => {
  const ran = listen(['n', 'mod+k'], false)
  press('n')
  press('k', { ctrlKey: true })
  expect(ran).toEqual(['mod+k'])
})

test('an open dialog keeps the page’s shortcuts out', () => {
  const ran = listen(['n'])
  const dialog = document.body.appendChild(document.createElement('div'))
  dialog.setAttribute('aria-modal', 'true')
  press('n')
  expect(ran).toEqual([])
})
