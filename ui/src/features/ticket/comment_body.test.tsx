import { readFileSync } from 'node:fs'
import path from 'node:path'
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { startWords } from '../../i18n'
import { CommentBody } from './comment_body'

const style = readFileSync(path.join(import.meta.dirname, 'ticket_timeline.module.css'), 'utf8')

beforeAll(async () => {
  await startWords({ 'ticket/en.json': async () => (await import('./i18n/en.json')).default }, ['ticket'])
})
afterEach(cleanup)

const show = (html: string) =>
  render(
    <MantineProvider env="test">
      <CommentBody html={html} />
    </MantineProvider>,
  ).container

test('what a mail quotes is folded until asked for, and again', async () => {
  const all = show('<div>new</div><blockquote data-quote="1">old</blockquote>')
  expect(style).toContain(".body[data-folded='true'] [data-quote] {\n  display: none;")
  expect(all.querySelector('[data-folded="true"] [data-quote]')?.textContent).toBe('old')
  const button = screen.getByRole('button', { name: 'Show quoted text', expanded: false })
  await userEvent.click(button)
  expect(all.querySelector('[data-folded="true"]')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Hide quoted text', expanded: true }))
  expect(all.querySelector('[data-folded="true"]')).not.toBeNull()
})

test('where nothing is quoted there is nothing to unfold', () => {
  show('<p>new data-quote=&quot;1&quot;</p>')
  expect(screen.queryByRole('button')).toBeNull()
})
