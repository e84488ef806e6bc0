// The admin's screens: lists and what else shapes the desk.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, inEveryLook, test } from './look'
import { stateOf } from './people'

test.use({ storageState: stateOf('admin') })

const unique = () => `${String(Date.now())} ${String(process.pid)}`

async function expectNoSideways(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
}

inEveryLook('the lists and their forms are accessible', async (page) => {
  await page.goto('/lists')
  await expect(page.locator('main a[href="/lists/categories"]')).toBeVisible()
  await expectAccessible(page)
  await page.goto('/lists/priorities')
  await expect(page.getByRole('listitem').first()).toBeVisible()
  await expectAccessible(page)
  await page.goto('/lists/categories/entry/delivery~damaged')
  await expect(page.getByRole('dialog').getByRole('textbox').first()).toBeVisible()
  await expectAccessible(page)
  await page.goto('/lists/mail_templates/entry/customer~registered')
  await expect(page.getByRole('dialog').getByRole('tab').first()).toBeVisible()
  await expectAccessible(page)
  await page.goto('/lists/areas/members/service')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeVisible()
  await expectAccessible(page)
})

test('a list is read and edited on a phone without moving it sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of [
    '/lists',
    '/lists/categories',
    '/lists/failure_reasons',
    '/lists/categories/entry/delivery~damaged',
  ]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectNoSideways(page)
  }
})

test('CF-1: an entry is made, moved, archived and brought back', async ({ page }) => {
  const name = `Step ${unique()}`
  await page.goto('/lists/journey_steps')
  await expect(page.getByRole('listitem').first()).toBeVisible()
  await page.keyboard.press('n')
  const form = page.getByRole('dialog')
  await form.getByRole('textbox', { name: 'Name · English' }).fill(name)
  await form.getByRole('button', { name: 'Create entry' }).click()
  // Every language is needed, and said at its field.
  await expect(form.getByRole('textbox', { name: 'Name · Français' })).toHaveAttribute('aria-invalid', 'true')
  await form.getByRole('textbox', { name: 'Name · Français' }).fill(`Étape ${unique()}`)
  await form.getByRole('textbox', { name: 'Name · Español' }).fill(`Paso ${unique()}`)
  await form.getByRole('button', { name: 'Create entry' }).click()
  const row = page.getByRole('listitem').filter({ hasText: name })
  await expect(row).toBeVisible()

  const place = () =>
    page
      .getByRole('listitem')
      .evaluateAll((rows, wanted) => rows.findIndex((each) => each.textContent.includes(wanted)), name)
  const before = await place()
  await row.getByRole('button', { name: `Move ${name} up` }).click()
  await expect.poll(place).toBe(before - 1)
  await page.reload()
  await expect.poll(place).toBe(before - 1)

  await row.getByRole('button', { name: `More about ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Archive' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
  await expect(row).toBeHidden()
  await page.getByRole('switch', { name: 'Show archived' }).press('Space')
  await row.getByRole('button', { name: `More about ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Bring back' }).click()
  await expect(row.getByText('Archived')).toBeHidden()
})

test('AS-5: somebody joins an area and becomes its head', async ({ page }) => {
  await page.goto('/lists/areas/members/legal')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Add somebody' }).fill('admin@demo.test')
  await page.getByRole('option').first().click()
  const head = dialog.getByRole('switch').first()
  await head.check({ force: true })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await page.goto('/lists/areas/members/legal')
  await expect(page.getByRole('dialog').getByRole('switch').first()).toBeChecked()
})
