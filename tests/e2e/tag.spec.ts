// The tags of the desk, as an admin works with them.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, inEveryLook, test } from './look'
import { stateOf } from './people'

test.use({ storageState: stateOf('admin') })

let count = 0
/** A name that no other test uses. */
function newName(): string {
  count += 1
  return `e2e ${String(Date.now())} ${String(process.pid)} ${String(count)}`
}

async function create(page: Page, name: string, colour = 'Red'): Promise<void> {
  await page.goto('/tags/new')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('radio', { name: colour }).click()
  await page.getByRole('button', { name: 'Create tag' }).click()
  await expect(page).toHaveURL(/\/tags$/)
}

/** The tag's row, found by search. */
async function find(page: Page, name: string) {
  await page.goto(`/tags?q=${encodeURIComponent(name)}`)
  return page.getByRole('row').filter({ hasText: name })
}

inEveryLook('list, forms and delete dialog are accessible', async (page) => {
  await page.goto('/tags')
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('n')
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('table').getByRole('link').first().click()
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('table').getByRole('row').nth(1).getByRole('button').click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page)
})

test('the list fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto('/tags')
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await expectAccessible(page)
})

test('make, rename, undo, delete', async ({ page }) => {
  const name = newName()
  const other = newName()
  await create(page, name)
  await expect(page.getByText(`Tag “${name}” created`).first()).toBeVisible()

  const row = await find(page, name)
  await expect(row.getByRole('cell', { name: 'Red' })).toBeVisible()
  await row.getByRole('link', { name }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(other)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('link', { name: other })).toBeVisible()

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('link', { name })).toBeVisible()

  await row.getByRole('button', { name: `Delete tag ${name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete tag' }).click()
  await expect(page.getByText(`No tag contains “${name}”`)).toBeVisible()
})

test('a taken or empty name is said at the field', async ({ page }) => {
  const name = newName()
  await create(page, name)
  await page.goto('/tags/new')
  const field = page.getByRole('textbox', { name: 'Name' })
  await page.getByRole('button', { name: 'Create tag' }).click()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toBeFocused()
  await expectAccessible(page)
  await field.fill(name)
  await page.getByRole('button', { name: 'Create tag' }).click()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toHaveValue(name)
})

test('leaving an unsaved form is asked about', async ({ page }) => {
  await page.goto('/tags/new')
  await page.getByRole('textbox', { name: 'Name' }).fill('half')
  await page.keyboard.press('Escape')
  const question = page.getByRole('dialog', { name: 'Leave without saving?' })
  await question.getByRole('button', { name: 'Keep editing' }).click()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('half')
  await page.keyboard.press('Escape')
  await question.getByRole('button', { name: 'Discard what I typed' }).click()
  await expect(page).toHaveURL(/\/tags$/)
})

test('two people at one tag: the second sees yours and theirs', async ({ page, context }) => {
  const name = newName()
  await create(page, name)
  const row = await find(page, name)
  await row.getByRole('link', { name }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(`${name} mine`)

  const other = await context.newPage()
  await (await find(other, name)).getByRole('link', { name }).click()
  await other.getByRole('textbox', { name: 'Name' }).fill(`${name} theirs`)
  await other.getByRole('radio', { name: 'Blue' }).click()
  await other.getByRole('button', { name: 'Save' }).click()
  await expect(other.getByRole('link', { name: `${name} theirs` })).toBeVisible()

  await page.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Changed by somebody else' })
  await expect(conflict.getByRole('radio', { name: `${name} mine` })).toBeChecked()
  await expect(conflict.getByRole('radio', { name: 'Blue' })).toBeChecked()
  await expectAccessible(page)
  await conflict.getByRole('button', { name: 'Save this' }).click()
  await expect(row.getByRole('link', { name: `${name} mine` })).toBeVisible()
  await expect(row.getByRole('cell', { name: 'Blue' })).toBeVisible()
})

test('changes by others come in live, in every tab, without moving rows', async ({ page, context }) => {
  const name = newName()
  await create(page, name)
  await find(page, name)
  const second = await context.newPage()
  await find(second, name)
  await expect(second.getByRole('link', { name })).toBeVisible()

  const editor = await context.newPage()
  await (await find(editor, name)).getByRole('link', { name }).click()
  await editor.getByRole('textbox', { name: 'Name' }).fill(`${name} live`)
  await editor.getByRole('button', { name: 'Save' }).click()

  for (const tab of [page, second]) await expect(tab.getByRole('link', { name: `${name} live` })).toBeVisible()

  await create(editor, `${name} more`)
  for (const tab of [page, second]) {
    await tab.getByRole('button', { name: 'There are changes. Show them' }).click()
    await expect(tab.getByRole('link', { name: `${name} more` })).toBeVisible()
  }
})

test('the list is worked by keyboard; sort and columns stand in the address', async ({ page }) => {
  await page.goto('/tags')
  const links = page.getByRole('table').getByRole('link')
  await expect(links.first()).toBeVisible()
  await page.keyboard.press('j')
  await expect(links.first()).toBeFocused()
  await page.keyboard.press('j')
  await expect(links.nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await expect(links.first()).toBeFocused()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search tags' })).toBeFocused()

  await page.getByRole('columnheader', { name: 'Created' }).getByRole('button').click()
  await expect(page).toHaveURL(/sort=created_at/)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Colour' }).uncheck()
  await expect(page).toHaveURL(/hide=colour/)
  await expect(page.getByRole('columnheader', { name: 'Colour' })).toBeHidden()
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Created' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(page.getByRole('columnheader', { name: 'Colour' })).toBeHidden()
})

test.describe('an engineer', () => {
  test.use({ storageState: stateOf('engineer') })

  test('may see tags, not make them', async ({ page }) => {
    await page.goto('/tags')
    await expect(page.getByRole('table', { name: 'Tags' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'New tag' })).toBeHidden()
    await page.goto('/tags/new')
    await expect(page.getByRole('heading', { name: 'Not open to you' })).toBeVisible()
  })
})
