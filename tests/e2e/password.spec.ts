// The ways to a password: an invitation, a lost one, and a link that is over (AS-7).
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { expect, expectAccessible, inEveryLook, test, watchConsole } from './look'
import { signIn, stateOf } from './people'
import { addressOf, receive } from './postbox'

const shots = path.join(import.meta.dirname, '../../build/e2e/password')
const chosen = 'four words in a row'

async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(shots, `${name}.png`) })
}

/** An admin invites somebody who has a mailbox; gives the mailbox. */
async function invite(browser: Browser, role: string): Promise<string> {
  const name = `${role}.${String(Date.now())}`
  const admin = await browser.newContext({ storageState: stateOf('admin') })
  const answer = await admin.request.post('/api/v1/accounts', {
    headers: { 'X-Amends-CSRF': '1', 'Idempotency-Key': name },
    data: { person: { name, email: addressOf(name) }, email: addressOf(name), roles: [role] },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  await admin.close()
  return name
}

/** The address in a mail, on the server that is tested: the mail knows it by its public name. */
function linkIn(text: string): string {
  const [link] = /\S+\/password\?token=[\w.%-]+/.exec(text) ?? []
  expect(link, text).toBeDefined()
  const { pathname, search } = new URL(link ?? '')
  return pathname + search
}

async function choose(page: Page, password: string): Promise<void> {
  await page.locator('input[name="password"]').fill(password)
  await page.locator('button[type="submit"]').click()
}

inEveryLook('choosing a password, a link that is over and asking for another are accessible', async (page) => {
  const heading = page.getByRole('heading', { level: 1 })
  await page.goto('/password?token=1.notatoken')
  await expect(page.locator('input[name="password"]')).toBeVisible()
  await expectAccessible(page)
  await choose(page, 'short')
  await expect(page.locator('input[name="password"]')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.locator('input[name="password"]')).toBeFocused()
  await expectAccessible(page)
  await choose(page, chosen)
  await expect(page.locator('input[name="password"]')).toBeHidden()
  await expect(heading).toBeVisible()
  await expectAccessible(page)
  await page.locator('a[href="/forgotten-password"]').click()
  await expect(page.locator('input[name="email"]')).toBeVisible()
  await expectAccessible(page)
  await page.goto('/sign-in')
  await page.locator('a[href="/register"]').click()
  await expect(page.locator('input[name="name"]')).toBeVisible()
  await expectAccessible(page)
})

test('a link that is cut off says so on a phone, and leads to a new one', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/password')
  await expect(page.getByRole('heading', { level: 1, name: 'This link no longer works' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await look(page, 'over')
  await page.getByRole('link', { name: 'Get a new link' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Forgotten password?' })).toBeVisible()
})

for (const door of ['/sign-in', '/portal/', '/courier/'])
  test(`who forgot the password finds the way at ${door}`, async ({ page }) => {
    await page.goto(door)
    await page.getByRole('link', { name: 'Forgotten password?' }).click()
    await expect(page.getByRole('textbox', { name: 'Email' })).toBeVisible()
  })

/** NT-3: the way out of mails that are not due, from the mail itself. */
async function endMails(page: Page, name: string): Promise<void> {
  const me = ((await (await page.request.get('/api/v1/session')).json()) as { person: { id: number } }).person.id
  const data = { subject: 'Of the new one', body: 'x', assignee_id: me }
  const admin = await page
    .context()
    .browser()
    ?.newContext({ storageState: stateOf('admin') })
  await admin?.request.post('/api/v1/tickets', { headers: { 'X-Amends-CSRF': '1' }, data })
  await admin?.close()
  const [, link = ''] = /(\/unsubscribe\/\S+)/.exec((await receive(name, '/unsubscribe/')).text) ?? []
  await page.goto(link)
  await expectAccessible(page)
  await page.getByRole('button').click()
  await expect(page.locator('input[name="again"]')).toBeAttached()
  await expectAccessible(page)
}

test('AS-7: somebody invited sets a password by the mail’s link, once, and signs in @both', async ({
  page,
  browser,
}) => {
  watchConsole(page)
  const name = await invite(browser, 'agent')
  const link = linkIn((await receive(name, '/password?token=')).text)
  await page.goto(link)
  await look(page, 'choose')
  await choose(page, 'password')
  await expect(page.getByText('Everybody would guess this one. Please take another.')).toBeVisible()
  await choose(page, chosen)
  await expect(page.getByRole('heading', { level: 1, name: 'Your password is set' })).toBeVisible()
  await expectAccessible(page)
  await look(page, 'set')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await signIn(page, addressOf(name), chosen)
  await expect(page.getByRole('button', { name: `Account of ${name}` })).toBeVisible()
  await endMails(page, name)

  await page.goto(link)
  await choose(page, `${chosen} again`)
  await expect(page.getByRole('heading', { level: 1, name: 'This link no longer works' })).toBeVisible()
})

test('AS-7: a customer’s link leads to the same page, and to their own door', async ({ page, browser }) => {
  watchConsole(page)
  const name = await invite(browser, 'customer')
  await page.goto(linkIn((await receive(name, '/password?token=')).text))
  await choose(page, chosen)
  await expect(page.getByRole('heading', { level: 1, name: 'Your password is set' })).toBeVisible()
  await page.goto('/portal/')
  await signIn(page, addressOf(name), chosen)
  await expect(page.getByText(addressOf(name))).toBeVisible()
})

test('AS-7: a customer makes an account, the mail’s link leads to a password and to their own door @both', async ({
  page,
}) => {
  watchConsole(page)
  const name = `newcomer.${String(Date.now())}`
  await page.goto('/portal/')
  await page.getByRole('link', { name: 'No account yet? Make one' }).click()
  await page.getByLabel('Name').fill('Nora Newcomer')
  await page.getByRole('textbox', { name: 'Email' }).fill('no address')
  await page.getByRole('button', { name: 'Send me the link' }).click()
  await expect(page.getByRole('textbox', { name: 'Email' })).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(page)
  await page.getByRole('textbox', { name: 'Email' }).fill(addressOf(name))
  await page.getByRole('button', { name: 'Send me the link' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Look into your mailbox' })).toBeVisible()
  await page.goto(linkIn((await receive(name, '/password?token=')).text))
  await choose(page, chosen)
  await expect(page.getByRole('heading', { level: 1, name: 'Your password is set' })).toBeVisible()
  await page.goto('/portal/')
  await signIn(page, addressOf(name), chosen)
  await expect(page.getByText('Nora Newcomer')).toBeVisible()
})

/** Somebody of the demo company whom no other test knows, with a mailbox. */
async function withMailbox(browser: Browser): Promise<string> {
  const name = `lost.${String(Date.now())}`
  const admin = await browser.newContext({ storageState: stateOf('admin') })
  const found = await admin.request.get('/api/v1/accounts?role=carrier')
  const { items } = (await found.json()) as { items: { id: number; version: number }[] }
  const answer = await admin.request.patch(`/api/v1/accounts/${String(items[0]?.id)}`, {
    headers: { 'X-Amends-CSRF': '1', 'If-Match': `"${String(items[0]?.version)}"` },
    data: { email: addressOf(name) },
  })
  expect(answer.status(), await answer.text()).toBe(200)
  await admin.close()
  return name
}

test('AS-7: a lost password comes back by mail, and nobody learns who has an account @both', async ({
  page,
  browser,
}) => {
  watchConsole(page)
  const ask = async (email: string) => {
    await page.goto('/forgotten-password')
    await page.getByRole('textbox', { name: 'Email' }).fill(email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Look into your mailbox' })).toBeVisible()
    return (await page.getByRole('main').innerText()).replaceAll(email, 'ADDRESS')
  }
  const name = await withMailbox(browser)
  const known = await ask(addressOf(name))
  await expectAccessible(page)
  await look(page, 'asked')
  expect(await ask(addressOf(`nobody.${String(Date.now())}`))).toBe(known)

  await page.goto(linkIn((await receive(name, '/password?token=')).text))
  await choose(page, chosen)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await signIn(page, addressOf(name), chosen)
  await expect(page.getByRole('button', { name: /^Account of/ })).toBeVisible()
})
