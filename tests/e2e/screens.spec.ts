// Small habits of the screens that no other file is about.
import { expect, expectAccessible, test, watchConsole } from './look'
import { emailOf, signIn, stateOf } from './people'

const CSRF = { 'X-Amends-CSRF': '1' }

test.describe('as an agent', () => {
  test.use({ storageState: stateOf('agent') })

  test('nobody had the ticket before somebody took it', async ({ page }) => {
    const data = { subject: 'Whose is it?', body: 'Nobody answers.' }
    const answer = await page.request.post('/api/v1/tickets', { data, headers: CSRF })
    const { id } = (await answer.json()) as { id: number }
    await page.goto(`/tickets/${String(id)}`)
    await expect(page.getByRole('heading', { name: data.subject })).toBeVisible()
    await page.keyboard.press('c')
    await expect(page.getByRole('listitem').filter({ hasText: /^Owner: nobody → Inés Calvo$/ })).toBeVisible()
  })
})

test.describe('as a dispatcher', () => {
  test.use({ storageState: stateOf('dispatcher') })

  test('columns of the deliveries are chosen, and the choice stands in the address', async ({ page }) => {
    await page.goto('/deliveries')
    const head = page.getByRole('columnheader', { name: 'Store' })
    await expect(head).toBeVisible()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Store' }).uncheck()
    await expect(head).toBeHidden()
    await expect(page).toHaveURL(/hide=store/)
    await page.reload()
    await expect(page.getByRole('columnheader', { name: 'When' })).toBeVisible()
    await expect(head).toBeHidden()
  })
})

for (const [person, start] of [
  ['dispatcher', /\/deliveries$/],
  ['courier', /\/courier\/$/],
  ['customer', /\/tickets$/],
] as const)
  test(`${person} arrives at the work, and the menu leads nowhere forbidden`, async ({ page }) => {
    watchConsole(page)
    const refused: string[] = []
    await page.goto('/')
    await signIn(page, emailOf(person))
    await expect(page).toHaveURL(start)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    if (person === 'courier') await page.goto('/tickets')
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${String(response.status())} ${response.url()}`)
    })
    for (const entry of await page.getByRole('navigation').getByRole('link').all()) {
      const name = (await entry.getAttribute('href')) ?? ''
      await entry.click()
      await expect(page).toHaveURL((url) => url.pathname === name)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    }
    if (person === 'customer') {
      await page.getByRole('link', { name: 'My reports' }).first().click()
      await expect(page.getByRole('tab')).toHaveText(['All', 'Open'])
      await page.locator('a[data-ticket]').first().click()
      await expect(page.getByRole('textbox', { name: 'Write to us' })).toBeVisible()
      await expectAccessible(page)
    }
    expect(refused).toEqual([])
  })
