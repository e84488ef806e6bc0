// The bell (NT-1) and who is mentioned (TK-7), between two people of staff.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, test, watchConsole } from './look'
import { stateOf } from './people'

test.use({ storageState: stateOf('agent2') })

async function post(page: Page, path: string, data: unknown): Promise<{ id: number }> {
  const answer = await page.request.post(`/api/v1${path}`, { data, headers: { 'X-Amends-CSRF': '1' } })
  expect([answer.status(), await answer.text()]).toEqual([expect.any(Number), expect.any(String)])
  expect(answer.ok()).toBe(true)
  return (await answer.json()) as { id: number }
}

test('the bell counts live, leads to the ticket, and is quiet when all is read', async ({ page, browser }) => {
  watchConsole(page)
  const subject = `Rings ${String(Date.now())}`
  const me = ((await (await page.request.get('/api/v1/session')).json()) as { person: { id: number } }).person.id
  await page.goto('/notices')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const other = await (await browser.newContext({ storageState: stateOf('admin') })).newPage()
  const { id } = await post(other, '/tickets', { subject, body: 'x', assignee_id: me })
  await expect(page.getByRole('link', { name: /^Notices, \d+\+? unread$/ })).toBeVisible()
  await page.goto('/notices')
  const row = page.getByRole('row').filter({ hasText: subject })
  await expect(row.getByText('gave you a ticket')).toBeVisible()
  await expectAccessible(page)
  await row.getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`/tickets/${String(id)}$`))
  await page.goto('/notices')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(row).toBeHidden()

  // mentioned in a note, by keyboard alone
  await other.goto(`/tickets/${String(id)}`)
  await expect(other.getByRole('region', { name: 'Write' })).toBeVisible()
  await other.keyboard.press('i')
  const note = other.getByRole('textbox', { name: 'Only staff will see this' })
  await expect(note).toBeFocused()
  await note.pressSequentially('Ask @hugo')
  await expect(other.getByRole('option', { name: 'Hugo Marchand' })).toHaveAttribute('aria-selected', 'true')
  await expectAccessible(other)
  await other.keyboard.press('Enter')
  await expect(note).toHaveValue('Ask @Hugo Marchand ')
  await expect(other.getByText('Will be told: Hugo Marchand')).toBeVisible()
  await other.keyboard.press('Control+Enter')
  await expect(other.getByRole('article').getByText('Mentions Hugo Marchand')).toBeVisible()
  await page.getByRole('button', { name: 'There are changes. Show them' }).click()
  await expect(row.getByText('mentioned you')).toBeVisible()
  // opened by its address, not by its notice: the bell hears of it at once, in the other tab too
  const tab = await page.context().newPage()
  await tab.goto('/notices')
  await expect(tab.getByRole('link', { name: /^Notices, \d+\+? unread$/ })).toBeVisible()
  const answer = page.waitForResponse('**/api/v1/notices/read')
  await page.goto(`/tickets/${String(id)}`)
  const { unread } = (await (await answer).json()) as { unread: number }
  const name = unread === 0 ? 'Notices' : `Notices, ${String(unread)} unread`
  for (const each of [page, tab]) await expect(each.getByRole('link', { name, exact: true })).toBeVisible()
  await page.goto('/notices')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(row).toBeHidden()
})
