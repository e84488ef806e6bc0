// What who is not staff has of the ticket screens: their own reports, in their own words, and the way to write to us.
import path from 'node:path'
import type { Page } from '@playwright/test'
import { enter } from './join'
import { expect, expectAccessible, inEveryLook, test, watchConsole } from './look'
import { stateOf } from './people'

const CSRF = { 'X-Amends-CSRF': '1' }
const photo = path.join(import.meta.dirname, 'ticket_photo.png')

test.use({ storageState: stateOf('customer') })

/** The first report that the demo company has of them: no other test writes on it. */
async function openFirst(page: Page): Promise<void> {
  await page.goto('/tickets?sort=created_at')
  await page.locator('a[data-ticket]').first().click()
  await expect(page.locator('article textarea')).toBeVisible()
  await expect(page.locator('article article').first()).toBeVisible()
}

/** Neither a control nor a word of those who work on it. */
async function expectNothingOfStaff(page: Page): Promise<void> {
  const controls =
    /Take it|Assign|Board|Export|Filters|Columns|level|category|Edit|Internal note|Predefined|Preview|Closed|In progress/i
  for (const role of ['button', 'link', 'radio', 'checkbox'] as const)
    await expect(page.getByRole(role, { name: controls })).toHaveCount(0)
  const words =
    /Ticket|Not judged|No customer|Nobody|Unattended|On time|Overdue|Due soon|Queue|First line|Public|Web form/
  await expect(page.locator('body')).not.toContainText(words)
  await expect(page.getByRole('complementary')).toHaveCount(0)
}

inEveryLook('my reports, one of them and the window for a new one are accessible', async (page) => {
  await openFirst(page)
  await expectAccessible(page)
  await page.goto('/home')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccessible(page)
  await page.goto('/tickets')
  await expect(page.locator('a[data-ticket]').first()).toBeVisible()
  await expectAccessible(page)
  await page.locator('main').getByRole('button').first().click()
  await expect(page.getByRole('dialog').locator('textarea')).toBeFocused()
  await expectAccessible(page)
})

test('a customer reports, sees who has it and when they hear, and replies with a file; nothing is of staff', async ({
  page,
  browser,
}) => {
  watchConsole(page)
  await page.goto('/tickets')
  await expect(page.getByRole('heading', { level: 1, name: 'My reports' })).toBeVisible()
  await expect(page.locator('a[data-ticket]').first()).toBeVisible()
  await expect(page.getByRole('tab')).toHaveText(['All', 'Open'])
  await expect(page.getByRole('columnheader')).toHaveText([
    'Subject',
    'Status',
    'Who takes care of it',
    'Next news',
    'Reported',
  ])
  await expectNothingOfStaff(page)

  const subject = `Wet parcel ${String(Date.now())}`
  await page.getByRole('button', { name: 'Report a problem' }).click()
  const form = page.getByRole('dialog', { name: 'Report a problem' })
  await expectNothingOfStaff(page)
  await form.getByLabel('What happened?').fill(`${subject}\nIt stood in the rain.`)
  await form.getByRole('button', { name: 'Send report' }).click()
  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible()
  const report = page.getByRole('article', { name: /^A\d+$/ })
  await expect(report.getByText('Received')).toBeVisible()
  await expect(report.getByRole('definition').first()).toHaveText('Our team')
  await expect(report.getByRole('definition').nth(1).locator('time')).toBeVisible()
  await expectNothingOfStaff(page)
  // The keys of staff do nothing here.
  for (const key of ['c', 'a', 'e', 'f', 'l', 'y', 'i', 't']) await page.keyboard.press(key)
  await expect(page.getByRole('dialog')).toHaveCount(0)

  // Somebody takes it and answers; it is told without reloading.
  const agent = await enter(browser, 'agent')
  const id = Number(new URL(page.url()).pathname.split('/').at(-1))
  const at = `/api/v1/tickets/${String(id)}`
  for (const [what, data] of [
    ['assign', { assignee_id: agent.id }],
    ['transitions', { to: 'in_progress' }],
    ['comments', { body: 'We are sorry. A photo, please?', audience: 'customer' }],
    ['comments', { body: 'Third wet one today.', audience: 'internal' }],
  ] as const)
    expect((await agent.api.post(`${at}/${what}`, { data, headers: CSRF })).ok(), what).toBe(true)
  await expect(report.getByRole('article', { name: 'Message of Inés Calvo' })).toContainText('A photo, please?')
  await expect(report.getByText('We are on it')).toBeVisible()
  await expect(report.getByRole('definition').first()).toHaveText('Inés Calvo')
  await expect(page.locator('body')).not.toContainText('Third wet one')
  await expectNothingOfStaff(page)

  const write = report.getByRole('region', { name: 'Write to us' })
  await write.locator('input[type="file"]').setInputFiles(photo)
  await expect(write.getByRole('list', { name: 'Files' }).locator('img')).toBeVisible()
  await write.getByRole('textbox', { name: 'Write to us' }).fill('Here it is.')
  await expectNothingOfStaff(page)
  await write.getByRole('button', { name: 'Send reply' }).click()
  const mine = report.getByRole('article', { name: 'Message of Camille Durand' }).filter({ hasText: 'Here it is.' })
  await expect(mine.getByText('You', { exact: true })).toBeVisible()
  await expect(mine.getByRole('button', { name: 'Show ticket_photo.png' })).toBeVisible()
  const { items } = (await (await agent.api.get(`${at}/comments`)).json()) as {
    items: { body_text: string; attachments: { name: string }[] }[]
  }
  expect(items.find((each) => each.body_text === 'Here it is.')?.attachments.map(({ name }) => name)).toEqual([
    'ticket_photo.png',
  ])

  // When it is done, that is said instead of a promise.
  const close = { to: 'closed', resolution: 'solved' }
  expect((await agent.api.post(`${at}/transitions`, { data: close, headers: CSRF })).ok()).toBe(true)
  await expect(report.getByText('Done', { exact: true })).toBeVisible()
  await expect(report.getByRole('term')).toHaveText(['Who takes care of it', 'Resolved', 'Reported'])
  await agent.page.context().close()
})

test('the board is not theirs, and a phone shows all of it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/tickets/board')
  await expect(page).toHaveURL(/\/tickets$/)
  await expect(page.getByRole('heading', { level: 1, name: 'My reports' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await openFirst(page)
  await expectNothingOfStaff(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('a consultant reads whose report it is, and reports for somebody of the network', async ({ browser }) => {
  const { page } = await enter(browser, 'consultant')
  await page.goto('/tickets')
  await expect(page.locator('a[data-ticket]').first()).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'Paula Restrepo' }).first()).toBeVisible()
  await expectNothingOfStaff(page)
  await page.getByRole('button', { name: 'Report a problem' }).click()
  const form = page.getByRole('dialog', { name: 'Report a problem' })
  await expect(form.getByRole('combobox', { name: 'For whom' })).toBeVisible()
  await expectNothingOfStaff(page)
  await page.goto('/people?q=paula')
  await page.getByRole('link', { name: 'Paula Restrepo' }).first().click()
  await page.getByRole('link', { name: 'Reports from them' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'My reports' })).toBeVisible()
  await expect(page.locator('a[data-ticket]').first()).toBeVisible()
  await expectNothingOfStaff(page)
  await page.context().close()
})
