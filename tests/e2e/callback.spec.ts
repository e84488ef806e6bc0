// Call-backs, and how it goes with mail: what stands on the screens of who looks after both (NT-1, NT-3).
import path from 'node:path'
import { expect, expectAccessible, inEveryLook, test, watchConsole } from './look'
import { stateOf } from './people'

const shots = path.join(import.meta.dirname, '../../build/e2e/callback')

test.use({ storageState: stateOf('admin') })

inEveryLook('call-backs and the state of the mail servers are accessible', async (page) => {
  const phone = `+33 6 ${String(Date.now()).slice(-8)}`
  const answer = await page.request.post('/api/v1/tickets', {
    headers: { 'X-Amends-CSRF': '1' },
    data: { subject: 'Please call', body: 'As asked for.', requester: { name: `Rosa ${phone}`, phone } },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  await page.goto('/callbacks')
  await expect(page.getByRole('table')).toBeVisible()
  await expectAccessible(page)
  await page.goto('/mail/outbox')
  await expect(page.locator('main [role="group"]').getByText(/Mail out|sortants|saliente/)).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: path.join(shots, `${test.info().titlePath.at(-2) ?? ''}.png`) })
})

test('NT-1: who left only a number is called; how it went stands on the ticket', async ({ page, request }) => {
  watchConsole(page)
  const name = `Rosa ${String(Date.now())}`
  const phone = `+33 6 ${String(Date.now()).slice(-8)}`
  const answer = await request.post('/api/v1/public/tickets', {
    headers: { 'Idempotency-Key': name },
    data: { name, phone, subject: name, body: 'Call me.' },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  await page.goto('/callbacks')
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row).toBeVisible()
  await expect(row.getByRole('link', { name: phone })).toHaveAttribute('href', `tel:${phone.replaceAll(' ', '')}`)
  await page.screenshot({ path: path.join(shots, 'list.png') })

  await row.getByRole('button', { name: 'Write down' }).click()
  const form = page.getByRole('dialog', { name: `Call to ${name}` })
  await form.getByRole('button', { name: 'Write down' }).click()
  await expect(form.getByText('This must be filled in.')).toBeVisible()
  await expectAccessible(page)
  await form.getByRole('radio', { name: 'Not reached' }).check()
  await form.getByRole('button', { name: 'Write down' }).click()
  await expect(form).toBeHidden()
  await expect(row).toBeVisible()

  await row.getByRole('button', { name: 'Write down' }).click()
  await form.getByRole('radio', { name: 'Reached', exact: true }).check()
  await form.getByRole('textbox', { name: 'What was said' }).fill(`Spoke with ${name}`)
  await form.getByRole('button', { name: 'Write down' }).click()
  await expect(row).toBeHidden()
  await page.getByText('Called', { exact: true }).first().click()
  await expect(page).toHaveURL(/state=done/)
  await expect(row).toBeVisible()
})

test('call-backs fit a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/callbacks')
  await expect(page.getByRole('heading', { level: 1, name: 'Call-backs' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})
