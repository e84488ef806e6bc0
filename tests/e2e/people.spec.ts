// People as those work with them who know only half of what they need: found, read, changed, never added twice unseen.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, inEveryLook, test } from './look'
import { emailOf, signIn, stateOf } from './people'

test.use({ storageState: stateOf('agent') })

let count = 0
/** A surname that no other test uses; letters only, as names are found by their words. */
function newName(): string {
  count += 1
  const letters = String(Date.now() * 100 + (process.pid % 100)).replace(/\d/g, (digit) =>
    'abcdefghij'.charAt(Number(digit)),
  )
  return `Quirke ${letters}${'abcdefghij'.charAt(count)}`
}

async function add(page: Page, person: Record<string, unknown>): Promise<number> {
  const answer = await page.request.post('/api/v1/people', { data: person, headers: { 'X-Amends-CSRF': '1' } })
  expect(answer.status()).toBe(201)
  return ((await answer.json()) as { id: number }).id
}

async function arrive(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

/** The one who leads the largest network of the demo company. */
async function leader(page: Page): Promise<number> {
  const answer = await page.request.get('/api/v1/people?q=marta+quintero+110231')
  const { items } = (await answer.json()) as { items: { id: number }[] }
  return items[0]?.id ?? 0
}

inEveryLook('list, forms and page are accessible', async (page) => {
  await arrive(page, '/people')
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('textbox').first()).toBeFocused()
  await dialog.locator('input[name="email"]').fill('consultant@demo.test')
  await expect(dialog.getByRole('link', { name: 'Marta Quintero' })).toBeInViewport()
  await expectAccessible(page)
  await dialog.locator('input[name="email"]').fill('')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await arrive(page, `/people/${String(await leader(page))}`)
  await page.locator('main li button[aria-expanded]').first().click()
  await expect(page.locator('main ul ul a').first()).toBeVisible()
  await expect(page.locator('main time').nth(2)).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('e')
  await expect(dialog.locator('input[name="email"]')).toHaveValue('consultant@demo.test')
  await expectAccessible(page)
})

test('list and page fit a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  for (const address of ['/people', `/people/${String(await leader(page))}`]) {
    await arrive(page, address)
    await expect(page.locator('main a[href^="/people/"]').first()).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await expectAccessible(page)
  }
})

test('found by name and postcode in any order, edited, undone; two at once see yours and theirs', async ({
  page,
  context,
}) => {
  const name = newName()
  const id = await add(page, {
    name,
    postcode: '46920',
    phone: '+34 600 100 200',
    email: `${String(Date.now())}@example.org`,
  })
  await add(page, { name, postcode: '08001' })
  await arrive(page, '/')
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible()
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search people' })).toBeFocused()
  await page.keyboard.type(`46920 ${name.toLowerCase().split(' ').reverse().join(' ')}`)
  const row = page.getByRole('row').filter({ hasText: '46920' })
  await expect(row).toHaveCount(1)
  await row.getByRole('link', { name }).click()
  await expect(page).toHaveURL(new RegExp(`/people/${String(id)}$`))
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog', { name: 'Edit' })
  await dialog.getByRole('textbox', { name: 'Phone' }).fill('+34 600 100 999')
  await dialog.getByRole('button', { name: 'Save' }).click()
  const contact = page.getByRole('region', { name: 'Contact' })
  await expect(contact.getByText('+34 600 100 999')).toBeVisible()
  await expect(page.getByRole('region', { name: 'History' }).getByText('+34 600 100 999')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(contact.getByText('+34 600 100 200')).toBeVisible()

  const other = await context.newPage()
  await arrive(other, `/people/${String(id)}`)
  await page.keyboard.press('e')
  await dialog.getByRole('textbox', { name: 'Phone' }).fill('+34 600 111 111')
  await other.keyboard.press('e')
  await other.getByRole('dialog').getByRole('textbox', { name: 'Phone' }).fill('+34 600 222 222')
  await other.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(other.getByRole('region', { name: 'Contact' }).getByText('+34 600 222 222')).toBeVisible()
  await dialog.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Changed by somebody else' })
  await expect(conflict.getByRole('radio', { name: '+34 600 111 111' })).toBeChecked()
  await expectAccessible(page)
  await conflict.getByRole('radio', { name: '+34 600 222 222' }).click()
  await conflict.getByRole('button', { name: 'Save this' }).click()
  await expect(conflict).toBeHidden()
  await expect(contact.getByText('+34 600 222 222')).toBeVisible()
})

test('a new person: the server’s refusal stands at its field, whoever is alike is shown', async ({ page }) => {
  const name = newName()
  await add(page, { name, postcode: '46920' })
  await arrive(page, '/people')
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New person' })
  await dialog.getByRole('button', { name: 'Add person' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog
    .getByRole('group', { name: 'Address', exact: true })
    .getByRole('textbox', { name: 'Postcode' })
    .fill('46920')
  await expect(dialog.getByText('Same name and postcode')).toBeVisible()
  await dialog
    .getByRole('group', { name: 'Address', exact: true })
    .getByRole('textbox', { name: 'Postcode' })
    .fill('28001')
  await expect(dialog.getByText('Same name and postcode')).toBeHidden()
  await dialog.getByRole('button', { name: 'Add person' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('from a ticket to the person and to all of their tickets', async ({ page }) => {
  const name = newName()
  const id = await add(page, { name, phone: '+34 600 100 201' })
  const answer = await page.request.post('/api/v1/tickets', {
    data: { subject: `Call of ${name}`, body: 'As told.', requester_id: id },
    headers: { 'X-Amends-CSRF': '1' },
  })
  expect(answer.status()).toBe(201)
  await arrive(page, `/tickets/${String(((await answer.json()) as { id: number }).id)}`)
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.getByRole('link', { name: 'Tickets from them' }).click()
  await expect(page.locator('a[data-ticket]')).toHaveCount(1)
  await page.getByRole('button', { name: `From ${name}` }).click()
  await expect(page).not.toHaveURL(/requester/)
  await expect(page.locator('a[data-ticket]').nth(1)).toBeVisible()
})

test.describe('a consultant', () => {
  test.use({ storageState: { cookies: [], origins: [] } })

  test('sees the own network by name and rank, without contact data, and changes only how to be reached', async ({
    page,
  }) => {
    await page.goto('/people')
    await signIn(page, emailOf('consultant'))
    const table = page.getByRole('table', { name: 'People' })
    await expect(table.getByRole('link').first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'New person' })).toBeHidden()
    await page.getByRole('searchbox').fill('paula restrepo')
    await expect(table.getByRole('link')).toHaveCount(1)
    await expect(page.getByRole('columnheader', { name: 'Contact' })).toBeHidden()
    await table.getByRole('link', { name: 'Paula Restrepo' }).click()
    await expect(page.getByText('You may not see this person’s contact data.')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Edit' })).toBeHidden()
    await page.getByRole('region', { name: 'Standing' }).getByRole('link', { name: 'Marta Quintero' }).click()
    await page.getByRole('button', { name: 'Edit' }).click()
    await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Phone' })).toBeVisible()
    await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Name' })).toBeHidden()
  })
})
