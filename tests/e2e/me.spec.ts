// One's own account: sessions, API tokens, mails, password (AS-4, NT-1).
import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, inEveryLook, test, watchConsole } from './look'
import { emailOf, PASSWORD, signIn, stateOf } from './people'

const shots = path.join(import.meta.dirname, '../../build/e2e/me')

async function open(page: Page): Promise<void> {
  await page.goto('/me')
  await expect(page.getByRole('list', { name: 'Where I am signed in' }).getByRole('listitem').first()).toBeVisible()
}

test.describe('a look', () => {
  test.use({ storageState: stateOf('admin') })

  inEveryLook('my account and the form of a token are accessible', async (page) => {
    await page.goto('/me')
    await expect(page.locator('main section')).toHaveCount(4)
    await expect(page.locator('main section li').first()).toBeVisible()
    await expectAccessible(page)
    await page.screenshot({ path: path.join(shots, `${test.info().titlePath.at(-2) ?? ''}.png`), fullPage: true })
    await page.locator('main section').last().getByRole('button').last().click()
    await expect(page.getByRole('dialog').getByRole('textbox').first()).toBeFocused()
    await expectAccessible(page)
  })

  test('it fits a phone', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await open(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await page.screenshot({ path: path.join(shots, 'phone.png'), fullPage: true })
  })
})

test('AS-4: a session elsewhere is ended, and is over there', async ({ page, browser }) => {
  watchConsole(page)
  await page.goto('/me')
  await signIn(page, emailOf('dispatcher'))
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await other.goto('/sign-in')
  await signIn(other, emailOf('dispatcher'))
  await expect(other.getByRole('banner')).toBeVisible()
  await open(page)
  const rows = page.getByRole('list', { name: 'Where I am signed in' }).getByRole('listitem')
  await expect(rows.filter({ hasText: 'This one' })).toHaveCount(1)
  const before = await rows.count()
  await page
    .getByRole('button', { name: /^End it:/ })
    .first()
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click()
  await expect(rows).toHaveCount(before - 1)
  expect((await elsewhere.request.get('/api/v1/session')).status()).toBe(401)
  expect((await page.request.get('/api/v1/session')).status()).toBe(200)
  await elsewhere.close()
})

test('AS-4: a token is shown once, works, and stops when it is revoked', async ({ page, playwright, baseURL }) => {
  watchConsole(page)
  const name = `Robot ${String(Date.now())}`
  await page.goto('/me')
  await signIn(page, emailOf('admin'))
  await page.getByRole('button', { name: 'New token' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: 'Make the token' }).click()
  await expect(form.getByRole('textbox', { name: 'Name' })).toHaveAttribute('aria-invalid', 'true')
  await form.getByRole('textbox', { name: 'Name' }).fill(name)
  await form.getByRole('combobox', { name: 'What it may do' }).fill('See who may sign in')
  await page.getByRole('option', { name: 'See who may sign in' }).click()
  await page.keyboard.press('Tab') // the options lie over the button
  await form.getByRole('button', { name: 'Make the token' }).click()
  const made = page.getByRole('dialog', { name: `Token “${name}”` })
  const token = (await made.locator('pre').innerText()).trim()
  expect(token).toMatch(/^amends_/)
  await expectAccessible(page)
  await page.screenshot({ path: path.join(shots, 'token.png') })
  await made.getByRole('button', { name: 'Close' }).last().click()

  const robot = await playwright.request.newContext({
    baseURL: baseURL ?? '',
    extraHTTPHeaders: { Authorization: `Bearer ${token}` },
  })
  expect((await robot.get('/api/v1/accounts')).status()).toBe(200)
  expect((await robot.get('/api/v1/outbox')).status()).toBe(403)
  await expect(page.getByText(token)).toBeHidden()
  await page.getByRole('button', { name: `Revoke token ${name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByRole('list', { name: 'API tokens' }).getByText(name)).toBeHidden()
  expect((await robot.get('/api/v1/accounts')).status()).toBe(401)
  await robot.dispose()
})

test('NT-1: mails are switched off and on, and it stays', async ({ page }) => {
  await page.goto('/me')
  await signIn(page, emailOf('supervisor'))
  const mails = page.getByRole('switch', { name: /by mail/ })
  await expect(mails).toBeChecked()
  await mails.click()
  await expect(page.getByText('You are no longer told by mail').first()).toBeVisible()
  await page.reload()
  await expect(mails).not.toBeChecked()
  await mails.click()
  await expect(page.getByText('You are told by mail again').first()).toBeVisible()
})

test('AS-4: the password is changed by who knows the old one', async ({ page }) => {
  const next = 'another four words here'
  await page.goto('/me')
  await signIn(page, emailOf('consultant2'))
  const change = async (current: string, password: string) => {
    await page.getByLabel('Present password', { exact: true }).fill(current)
    await page.getByLabel('New password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Change the password' }).click()
  }
  await change('wrong', next)
  await expect(page.getByText('This is not your password.').first()).toBeVisible()
  await change(PASSWORD, next)
  await expect(page.getByText('Your password is changed').first()).toBeVisible()
  await expect(page.getByLabel('New password', { exact: true })).toHaveValue('')
  await change(next, PASSWORD)
  await expect(page.getByLabel('New password', { exact: true })).toHaveValue('')
})
