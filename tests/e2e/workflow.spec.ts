// WF-1 and WF-2 on the screen: a workflow is copied, changed, exchanged as a file, and obeyed.
import { readFile } from 'node:fs/promises'
import type { APIRequestContext, Browser, Page } from '@playwright/test'
import { expect, expectAccessible, inEveryLook, test, watchConsole } from './look'
import { emailOf, PASSWORD, stateOf } from './people'

test.use({ storageState: stateOf('admin') })

const CSRF = { 'X-Amends-CSRF': '1' }
const unique = () => `${String(Date.now())} ${String(process.pid)}`

interface Row {
  key: string
  labels: { en: string; fr: string; es: string }
  [field: string]: unknown
}

/** Adds an entry to a list, also while other tests do. */
async function addEntry(api: APIRequestContext, list: string, entry: Row): Promise<void> {
  await expect(async () => {
    const response = await api.get(`/api/v1/config/${list}`)
    const { items, version } = (await response.json()) as { items: Row[]; version: number }
    const saved = await api.put(`/api/v1/config/${list}`, {
      data: { items: [...items.filter(({ key }) => key !== entry.key), entry] },
      headers: { ...CSRF, 'If-Match': `"${String(version)}"` },
    })
    expect(saved.status()).toBe(200)
  }).toPass()
}

async function apiOf(browser: Browser, person: string): Promise<APIRequestContext> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const data = { email: emailOf(person), password: PASSWORD }
  expect((await context.request.post('/api/v1/session', { data, headers: CSRF })).ok()).toBe(true)
  return context.request
}

async function choose(page: Page, field: RegExp, ...options: string[]): Promise<void> {
  await page.getByRole('combobox', { name: field }).last().click()
  for (const option of options) await page.getByRole('option', { name: option, exact: true }).click()
  await page.keyboard.press('Escape')
}

/** The last field of a row whose name begins so; a row that is added stands last. */
const lastOf = (what: string) => new RegExp(`^${what} · `)

async function expectNoSideways(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
}

/** A copy of the generic workflow, ready to be played with. */
async function copied(page: Page, name: string): Promise<void> {
  await page.goto('/lists/workflows/entry/generic')
  await page.getByRole('link', { name: 'Copy' }).click()
  await expect(page.getByRole('textbox', { name: 'Name · English' })).toHaveValue('Generic (copy)')
  await page.getByRole('textbox', { name: 'Name · English' }).fill(name)
  await page.getByRole('button', { name: 'Create workflow' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

inEveryLook('workflows are accessible', async (page) => {
  await page.goto('/lists/workflows')
  await expect(page.locator('a[href="/lists/workflows/entry/generic"]')).toBeVisible()
  await expectAccessible(page)
  await page.goto('/lists/workflows/entry/generic')
  await expect(page.locator('svg[role="img"]')).toBeVisible()
  await expect(page.getByRole('table')).toHaveCount(2)
  await expectAccessible(page)
  await page.locator('input[type="file"]').setInputFiles({
    name: 'bad.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"labels": 1}'),
  })
  await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible()
  await expectAccessible(page)
  await page.goto('/lists/workflows/new')
  await expect(page.getByRole('combobox').first()).toBeVisible()
  await expectAccessible(page)
})

test('a workflow is edited on a phone without moving the page sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/lists/workflows/entry/generic')
  await expect(page.locator('svg[role="img"]')).toBeVisible()
  await expectNoSideways(page)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Add transition' }).click()
  await expect(page.getByRole('combobox', { name: lastOf('To') }).last()).toBeVisible()
  await expectNoSideways(page)
})

test('WF-1, WF-2: a copy with a waiting state and a step for supervisors, which a ticket obeys', async ({
  page,
  browser,
}) => {
  test.slow()
  watchConsole(page)
  const name = `Parts ${unique()}`
  const slug = name.toLowerCase().replaceAll(' ', '_')
  const labels = { en: name, fr: name, es: name }
  const admin = page.context().request
  await addEntry(admin, 'statuses', { key: slug, labels, group: 'doing', colour: 'orange', waiting: true })
  await copied(page, name)

  await page.getByRole('button', { name: 'Add state' }).click()
  await choose(page, /^Status · State 5/, name)
  for (const [from, to] of [
    ['In progress', name],
    [name, 'Closed'],
  ] as const) {
    await page.getByRole('button', { name: 'Add transition' }).click()
    await choose(page, lastOf('From'), from)
    await choose(page, lastOf('To'), to)
  }
  await choose(page, lastOf('Who may take it'), 'Supervisor')
  await choose(page, lastOf('Must be filled in'), 'Comment', 'Resolution')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL(/\/lists\/workflows$/)
  await expect(page.getByRole('link', { name })).toBeVisible()

  await addEntry(admin, 'categories', { key: slug, labels, workflow: slug })
  const agent = await apiOf(browser, 'agent')
  const supervisor = await apiOf(browser, 'supervisor')
  const opened = await agent.post('/api/v1/tickets', {
    data: { subject: name, body: 'A part is missing.', category: slug },
    headers: CSRF,
  })
  expect(opened.status()).toBe(201)
  const { id } = (await opened.json()) as { id: number }
  const move = async (who: APIRequestContext, data: Record<string, string>) =>
    (await who.post(`/api/v1/tickets/${String(id)}/transitions`, { data, headers: CSRF })).status()
  expect(await move(agent, { to: slug })).toBe(409)
  expect(await move(agent, { to: 'in_progress' })).toBe(200)
  expect(await move(agent, { to: slug })).toBe(200)
  const end = { to: 'closed', resolution: 'solved', comment: 'The part came.' }
  expect(await move(agent, end)).toBe(403)
  expect(await move(supervisor, { to: 'closed', resolution: 'solved' })).toBe(422)
  expect(await move(supervisor, { to: 'closed', comment: 'The part came.' })).toBe(422)
  expect(await move(supervisor, end)).toBe(200)
})

test('rows are moved by keyboard; what the server refuses stands at its row; unsaved work is asked about', async ({
  page,
}) => {
  await copied(page, `Rows ${unique()}`)
  const states = page.getByRole('table', { name: 'States' }).getByRole('row')
  const up = page.getByRole('button', { name: 'Move Waiting for the customer up' })
  await up.focus()
  await page.keyboard.press('Enter')
  await expect(states.nth(2).getByRole('button', { name: 'Remove Waiting for the customer' })).toBeVisible()
  await expect(up).toBeFocused()

  // Its transitions still name it.
  await page.getByRole('button', { name: 'Remove Waiting for the customer' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  const wrong = page.getByRole('table', { name: 'Transitions' }).locator('[aria-invalid="true"]')
  await expect(wrong).toHaveCount(3)
  await expect(wrong.first()).toBeFocused()
  await expect(page.getByRole('combobox', { name: /^To · 3: In progress → Waiting/ })).toHaveAttribute(
    'aria-invalid',
    'true',
  )
  await page.getByRole('link', { name: 'Workflows' }).click()
  await page.getByRole('dialog').getByRole('button').first().click()
  for (let left = 3; left > 0; left--)
    await page
      .getByRole('button', { name: /^Remove \d+: .*Waiting/ })
      .first()
      .click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL(/\/lists\/workflows$/)
})

test('somebody else saved first: yours and theirs are shown, and yours can be taken', async ({ page }) => {
  const name = `Both ${unique()}`
  await copied(page, name)
  const theirs = `${name} theirs`
  const key = name.toLowerCase().replaceAll(' ', '_')
  await page.route('**/api/v1/events*', (route) => route.abort())
  const api = page.context().request
  const { items } = (await (await api.get('/api/v1/config/workflows')).json()) as { items: Row[] }
  const own = items.find((each) => each.key === key)
  expect(own).toBeDefined()
  if (own) await addEntry(api, 'workflows', { ...own, labels: { ...own.labels, en: theirs } })
  await page.getByRole('textbox', { name: 'Name · English' }).fill(`${name} mine`)
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(theirs)).toBeVisible()
  await expect(dialog.getByText(`${name} mine`)).toBeVisible()
  await dialog.getByRole('button').last().click()
  await expect(page.getByRole('link', { name: `${name} mine` })).toBeVisible()
})

test('a workflow leaves as a file and comes back; a bad file is refused with its place', async ({ page }) => {
  await copied(page, `File ${unique()}`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  const give = (content: string) =>
    page.locator('input[type="file"]').setInputFiles({
      name: 'flow.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    })
  const dialog = page.getByRole('dialog')
  const close = async () => {
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
  await give(text)
  await expect(dialog.getByText('The file holds what is here already.')).toBeVisible()
  await close()
  await give(text.replace('"initial":', '"initial"'))
  await expect(dialog.getByText('Line 7, column 13')).toBeVisible()
  await close()
  await give(text.replace('"to": "closed"', '"to": "nowhere"'))
  await expect(dialog.getByText('transitions[1].to')).toBeVisible()
  await expect(dialog.getByText('“nowhere” is none of the file’s states.')).toBeVisible()
  await close()

  await give(text.replace('"initial": "unattended"', '"initial": "in_progress"'))
  await expect(dialog.getByText('First state: In progress')).toBeVisible()
  await dialog.getByRole('button', { name: 'Take into the form' }).click()
  await expect(page.getByRole('combobox', { name: 'First state' })).toHaveValue('In progress')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL(/\/lists\/workflows$/)
})
