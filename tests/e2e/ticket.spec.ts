// Tickets as agents work with them: from the call to the closed ticket, alone and side by side.
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { expect, expectAccessible, inEveryLook, speak, test, watchConsole, type Language } from './look'
import { emailOf, PASSWORD, stateOf } from './people'

test.use({ storageState: stateOf('agent') })

const photo = path.join(import.meta.dirname, 'ticket_photo.png')

let count = 0
/** A text that no other test uses. */
function unique(what: string): string {
  count += 1
  return `${what} ${String(Date.now())} ${String(process.pid)} ${String(count)}`
}

/** Another person in another browser. */
async function as(browser: Browser, person: string, language: Language = 'en'): Promise<Page> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  await speak(context, language)
  const answer = await context.request.post('/api/v1/session', {
    data: { email: emailOf(person), password: PASSWORD },
    headers: { 'X-Amends-CSRF': '1' },
  })
  expect(answer.ok()).toBe(true)
  return context.newPage()
}

async function openTicket(page: Page, subject: string): Promise<number> {
  const answer = await page.request.post('/api/v1/tickets', {
    data: { subject, body: 'As told on the phone.' },
    headers: { 'X-Amends-CSRF': '1' },
  })
  expect(answer.status()).toBe(201)
  return ((await answer.json()) as { id: number }).id
}

async function arrive(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

inEveryLook('list, ticket and board are accessible', async (page) => {
  const id = await openTicket(page, unique('Look'))
  await arrive(page, '/tickets')
  await expect(page.locator('a[data-ticket]').first()).toBeVisible()
  await expectAccessible(page)
  await arrive(page, `/tickets/${String(id)}`)
  await expect(page.locator('article article').first()).toBeVisible()
  await expectAccessible(page)
  await arrive(page, '/tickets/board')
  await expect(page.locator('[data-moving]').first()).toBeVisible()
  await expectAccessible(page)
})

test('dialogs are accessible and the list fits a phone', async ({ page }) => {
  const id = await openTicket(page, unique('Dialogs'))
  await arrive(page, `/tickets/${String(id)}`)
  await expect(page.getByRole('button', { name: 'Closed' })).toBeVisible()
  for (const key of ['e', 'y', 'a', 'f', 'n']) {
    await page.keyboard.press(key)
    const dialog = page.getByRole('dialog')
    await expect(dialog).toBeVisible()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Close', exact: true }).first().click()
    await expect(dialog).toBeHidden()
  }
  await page.setViewportSize({ width: 390, height: 844 })
  for (const address of ['/tickets', `/tickets/${String(id)}`, '/tickets/board']) {
    await arrive(page, address)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  }
})

test('from the call to the closed ticket', { tag: '@both' }, async ({ page, browser }) => {
  watchConsole(page)
  const subject = unique('Broken vase')
  await arrive(page, '/tickets')
  await page.getByRole('button', { name: 'New ticket' }).waitFor()
  const window = page.getByRole('dialog', { name: 'New ticket' })
  // A page that has just been painted may not listen to keys yet.
  await expect(async () => {
    await page.keyboard.press('n')
    await expect(window).toBeVisible({ timeout: 5000 })
  }).toPass()
  await window.getByLabel('Reported by').fill('camille')
  await page.getByRole('option', { name: /Camille Durand/ }).click()
  await window.getByLabel('Notes').fill(`${subject}\nIt came in pieces.`)
  await window.locator('input[type="file"]').setInputFiles(photo)
  await expect(window.getByRole('list', { name: 'Files' }).locator('img')).toBeVisible()
  await window.getByRole('button', { name: 'Open ticket' }).click()

  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible()
  await expect(page.getByRole('complementary').getByText('Camille Durand')).toBeVisible()
  await page.getByRole('button', { name: 'Show ticket_photo.png' }).click()
  await expect(page.getByRole('dialog').getByRole('img', { name: 'ticket_photo.png' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  // Two at once: one takes it, the other is told who has it.
  const second = await as(browser, 'agent2')
  await arrive(second, new URL(page.url()).pathname)
  await second.getByRole('button', { name: 'Take it' }).waitFor()
  // What the second sees is a moment old.
  await second.route('**/api/v1/events', (route) => route.abort())
  await second.reload()
  await second.getByRole('button', { name: 'Take it' }).waitFor()
  await page.keyboard.press('c')
  await expect(page.getByText(/now belongs to Inés Calvo/).first()).toBeVisible()
  await second.getByRole('button', { name: 'Take it' }).click()
  await expect(second.getByText(/is already taken by Inés Calvo/).first()).toBeVisible()
  await second.context().close()

  await page.keyboard.press('l')
  await page.getByRole('group', { name: 'Level' }).getByRole('button', { name: 'Decide' }).click()
  await expect(page.getByRole('button', { name: 'Set the level' })).toHaveText(/Decide/)
  await expect(page.getByRole('group', { name: 'Level' })).toBeHidden()

  const write = page.getByRole('region', { name: 'Write' })
  await page.keyboard.press('i')
  await expect(write.getByText('Only staff will see this')).toBeVisible()
  await page.keyboard.type('The carrier knows.')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('article', { name: /^Internal note of/ })).toContainText('The carrier knows.')

  await write.getByRole('textbox').press('Escape')
  await page.keyboard.press('r')
  await expect(write.getByText('To Camille Durand')).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('1')
  await expect(write.getByRole('textbox')).toHaveValue(/Camille Durand/)
  await page.keyboard.press('Control+Enter')
  const said = page.getByRole('article', { name: 'Public reply of Inés Calvo' })
  await expect(said.filter({ hasText: 'Bonjour Camille Durand' })).toBeVisible() // the report itself is hers too

  const story = page.getByRole('region', { name: 'What happened' })
  await story.getByText('Changes', { exact: true }).click()
  await expect(story.getByText('changed the ticket')).toBeVisible()
  await story.getByLabel('What changed').first().click()
  await page.getByRole('option', { name: 'Owner' }).click()
  await expect(story.getByText('changed the ticket')).toBeHidden()
  await expect(story.getByText('changed the owner')).toBeVisible()

  await write.getByRole('textbox').press('Escape')
  await page.keyboard.press('e')
  const close = page.getByRole('dialog', { name: /to “Closed”/ })
  await close.getByRole('radio', { name: 'Exchanged' }).click()
  await close.getByLabel('In your words').fill('A new one is on its way.')
  await close.getByRole('button', { name: 'Move to “Closed”' }).click()
  await expect(page.getByText(/is now “Closed”/).first()).toBeVisible()
})

test('AS-8: who is complained about neither sees the ticket nor is given it', async ({ page, browser }) => {
  const subject = unique('Rude')
  const id = await openTicket(page, subject)
  await arrive(page, `/tickets/${String(id)}`)
  await page.keyboard.press('f')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Complaint about' }).fill('Hugo March')
  await page.getByRole('option', { name: /Hugo Marchand/ }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('complementary').getByText('Hugo Marchand')).toBeVisible()
  const named = await as(browser, 'agent2')
  const answer = await named.request.get(`/api/v1/tickets/${String(id)}`)
  expect(answer.status()).toBe(404)
  await named.context().close()
})

test('what is typed is kept, and a refusal is said at its field', async ({ page }) => {
  await arrive(page, '/tickets')
  await page.getByRole('button', { name: 'New ticket' }).click()
  const window = page.getByRole('dialog', { name: 'New ticket' })
  await window.getByRole('button', { name: 'Open ticket' }).click()
  await expect(window.getByLabel('Notes')).toHaveAttribute('aria-invalid', 'true')
  const text = unique('Half a call')
  await window.getByLabel('Notes').fill(text)
  await window.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(window).toBeHidden()
  await page.reload()
  await page.getByRole('button', { name: 'New ticket' }).click()
  await expect(window.getByLabel('Notes')).toHaveValue(text)
  await window.getByRole('button', { name: 'Start afresh' }).click()
  await expect(window.getByLabel('Notes')).toHaveValue('')
})

test('what is typed right after the key that opens the field goes into it', async ({ page }) => {
  const id = await openTicket(page, unique('Typed at once'))
  await page.goto(`/tickets/${String(id)}`)
  const field = page.getByRole('region', { name: 'Write' }).getByRole('textbox')
  await expect(field).toBeVisible()
  // Before the browser draws anew; a letter that went past the field would be a shortcut.
  const focusedAtOnce = () =>
    page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'i', bubbles: true }))
      return document.activeElement?.tagName
    })
  await expect.poll(focusedAtOnce).toBe('TEXTAREA')
  await field.press('Escape')
  // The palette gives the focus back to where it came from, unless the command took it elsewhere.
  await page.getByRole('button', { name: 'Take it' }).focus()
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Command palette' }).fill('internal note')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(field).toBeFocused()
})

test('two people at one subject: the second sees yours and theirs', async ({ page }) => {
  const subject = unique('Conflict')
  const id = await openTicket(page, subject)
  await page.route('**/api/v1/events', (route) => route.abort())
  await arrive(page, `/tickets/${String(id)}`)
  await page.getByRole('button', { name: 'Edit the subject' }).click()
  const field = page.getByRole('textbox', { name: 'Subject' })
  await field.fill(`${subject} mine`)
  const ticket = await page.request.get(`/api/v1/tickets/${String(id)}`)
  const changed = await page.request.patch(`/api/v1/tickets/${String(id)}`, {
    data: { subject: `${subject} theirs` },
    headers: { 'X-Amends-CSRF': '1', 'If-Match': ticket.headers()['etag'] ?? '' },
  })
  expect(changed.ok()).toBe(true)
  await field.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Changed by somebody else' })
  await expect(dialog.getByRole('radio', { name: /Theirs.*theirs/ })).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save this' }).click()
  await expect(page.getByRole('heading', { level: 1, name: `${subject} mine` })).toBeVisible()
})

test('a new ticket appears in another browser without moving the list', { tag: '@both' }, async ({ page, browser }) => {
  await arrive(page, '/tickets')
  await expect(page.locator('a[data-ticket]').first()).toBeVisible()
  const second = await as(browser, 'agent2', 'fr')
  let open: () => void = () => undefined
  // A slow network: the list is there, the stream of events is not.
  const isOpen = new Promise<void>((done) => (open = done))
  await second.route('**/api/v1/events', async (route) => {
    await isOpen
    await route.continue()
  })
  await arrive(second, '/tickets')
  await expect(second.locator('a[data-ticket]').first()).toBeVisible()
  const subject = unique('Live')
  await openTicket(page, subject)
  open()
  const chip = second.getByRole('button', { name: /nouveau/ }).filter({ hasText: /^\d/ })
  await expect(chip).toBeVisible()
  await expect(second.getByText(subject)).toBeHidden()
  await chip.click()
  await expect(second.getByText(subject)).toBeVisible()
  await second.context().close()
})

test('filters stand in the address and the keyboard goes through the list', async ({ page }) => {
  const subject = unique('Keys')
  const id = await openTicket(page, subject)
  await arrive(page, `/tickets?q=${encodeURIComponent(subject)}`)
  await expect(page.locator('a[data-ticket]')).toHaveCount(1)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/tickets/${String(id)}\\?q=`))
  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible()
  await page.keyboard.press('u')
  await expect(page.locator(`a[data-ticket="${String(id)}"]`)).toBeFocused()
  await page.getByRole('tab', { name: 'Mine' }).click()
  await expect(page).toHaveURL(/owner=me/)
  await expect(page.getByText('No ticket fits these filters')).toBeVisible()
  await page.getByRole('button', { name: 'Show all tickets' }).click()
  await page
    .getByRole('region', { name: 'Status' })
    .getByRole('button', { name: /In progress/ })
    .click()
  await expect(page).toHaveURL(/status=in_progress/)
})

for (const [language, words] of [
  ['en', { move: /^Move A/, progress: 'In progress', closed: 'Closed', to: /“Closed”/ }],
  ['fr', { move: /^Déplacer A/, progress: 'En cours', closed: 'Clos', to: /« Clos »/ }],
] as const)
  test.describe(language, () => {
    test.use({ language })
    test('the board is worked by keyboard', async ({ page }) => {
      const subject = unique('Board')
      await openTicket(page, subject)
      await arrive(page, `/tickets/board?q=${encodeURIComponent(subject)}`)
      const column = (name: string) => page.getByRole('region', { name, exact: true })
      await page.getByRole('button', { name: words.move }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: words.progress }).press('Enter')
      await expect(column(words.progress).getByText(subject)).toBeVisible()
      // Lifted and carried two columns on; the resolution is asked for.
      await column(words.progress).getByRole('button').first().focus()
      await page.keyboard.press('Space')
      await page.waitForTimeout(300)
      await page.keyboard.press('ArrowRight')
      await page.waitForTimeout(500)
      await page.keyboard.press('ArrowRight')
      await page.waitForTimeout(500)
      await page.keyboard.press('Space')
      const dialog = page.getByRole('dialog', { name: words.to })
      await dialog.getByRole('button', { name: words.to }).click()
      await expect(column(words.closed).getByText(subject)).toBeVisible()
    })
  })
