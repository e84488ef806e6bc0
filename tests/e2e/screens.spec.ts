// Small habits of the screens that no other file is about.
import { expect, test } from './look'
import { stateOf } from './people'

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
