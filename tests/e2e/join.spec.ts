// Two boxes instead of one: a courier on a phone, dispatch and the shop at their desks, each in a browser of their own.
import path from 'node:path'
import { charged, CSRF, delivery, enter, look, order, panel, PHONE, propose, type Desk } from './join'
import { expect, expectAccessible, inEveryLook, test } from './look'
import { emailOf, PASSWORD } from './people'

const PHOTO = path.join(import.meta.dirname, 'ticket_photo.png')

/** The courier proposes two boxes, on the phone, with a photo. */
async function reportTwoBoxes(courier: Desk, name: string): Promise<void> {
  const { page } = courier
  await page.goto('/courier/')
  await page
    .getByRole('article', { name: `Drop-off: ${name}` })
    .getByRole('link', { name })
    .click()
  // The list has such a link at each of its tasks.
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible()
  await page.getByRole('link', { name: 'Problem' }).click()
  await page.getByRole('radio', { name: /More or fewer boxes/ }).check()
  await page.getByLabel('Take a photo').setInputFiles(PHOTO)
  await expect(page.getByRole('img', { name: /ticket_photo/ })).toBeVisible()
  await page.getByRole('button', { name: 'One more: box' }).click()
  await page.getByRole('textbox', { name: 'Comment' }).fill('There were two boxes, not one.')
  await page.getByRole('radio', { name: /^Complete it/ }).check()
  await page.getByRole('button', { name: 'Send the report' }).click()
  await expect(page.getByText('Dispatch is looking at your proposal')).toBeVisible()
}

test('two boxes: reported with a photo, seen live, approved; order, ledger and shop agree to the cent @both', async ({
  browser,
}) => {
  const [shop, courier, dispatcher] = [
    await enter(browser, 'shop'),
    await enter(browser, 'courier', { phone: true }),
    await enter(browser, 'dispatcher'),
  ]
  const { order: made, name } = await order(shop, courier)
  const desk = dispatcher.page
  await desk.goto(delivery(made))
  await expect(desk.getByRole('heading', { level: 1, name: `Delivery #${String(made.id)}` })).toBeVisible()
  await expect(panel(desk, made)).toBeHidden()

  await reportTwoBoxes(courier, name)

  // Without reloading: both prices, the difference, and the photo.
  const shown = panel(desk, made)
  await expect(shown.getByText('Old price: €8.49')).toBeVisible()
  await expect(shown.getByText('New price: €10.99')).toBeVisible()
  await expect(shown.getByText('Difference: +€2.50')).toBeVisible()
  await expect(shown.getByText('2 × box')).toBeVisible()
  await expect(shown.getByRole('table', { name: 'Lines before' })).toContainText('€2.50')
  await expect(shown.getByRole('table', { name: 'Lines after' })).toContainText('€5.00')
  await expect(desk.getByText('There were two boxes, not one.')).toBeVisible()
  await desk.getByRole('button', { name: /ticket_photo/ }).click()
  await expect(desk.getByRole('dialog').getByRole('img', { name: /ticket_photo/ })).toBeVisible()
  await desk.keyboard.press('Escape')
  const waiting = desk.getByRole('link', { name: /^Decisions/ })
  await expect(waiting).toContainText(/\d/)
  await waiting.click() // where several wait, each stands with what was found
  await expect(shown.getByText('There were two boxes, not one.')).toBeVisible()
  await expect(shown.getByRole('button', { name: /ticket_photo/ })).toBeVisible()
  await desk.goBack()
  expect(await look(dispatcher, made.id)).toMatchObject({ total: 849, version: 1 })

  await shown.getByRole('button', { name: 'Approve €10.99' }).click()
  await expect(shown.getByText(/^Approved by/)).toBeVisible()
  await expect(desk.getByText('Completed, critical').first()).toBeVisible()
  await expect(courier.page.getByText('Your proposal was approved').first()).toBeVisible()

  expect(await look(dispatcher, made.id)).toMatchObject({
    total: 1099,
    previous_total: 849,
    conclusion: 'completed_critical',
  })
  expect(await charged(shop, made.id)).toBe(1099)
  await shop.page.goto(delivery(made))
  await expect(shop.page.getByText('€10.99').first()).toBeVisible()
  await expect(panel(shop.page, made).getByText(/^Approved by/)).toBeVisible()
  await shop.page.getByRole('link', { name: 'Ledger of the payer' }).click()
  const move = shop.page
    .getByRole('row')
    .filter({ hasText: `Order #${String(made.id)}` })
    .first()
  await expect(move).toContainText('-€2.50')
  await expect(move).toContainText('Price change')
})

test('refused: the price stays, and the courier reads why; taken back: as it was @both', async ({ browser }) => {
  const [shop, courier, dispatcher] = [
    await enter(browser, 'shop'),
    await enter(browser, 'courier', { phone: true }),
    await enter(browser, 'dispatcher'),
  ]
  const { order: first, name } = await order(shop, courier)
  await propose(courier, first)
  await courier.page.goto('/courier/')
  const card = courier.page.getByRole('article', { name: `Drop-off: ${name}` })
  await expect(card.getByText('Dispatch is looking at your proposal')).toBeVisible()
  const desk = dispatcher.page
  await desk.goto(delivery(first))
  await panel(desk, first).getByRole('button', { name: 'Refuse' }).click()
  await desk.getByRole('dialog').getByLabel('Reason').fill('One box was ordered.')
  await desk.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click()
  await expect(panel(desk, first).getByText(/^Refused by/)).toBeVisible()
  await expect(card.getByText('Your proposal was refused')).toBeVisible()
  await expect(card.getByText('“One box was ordered.”')).toBeVisible()
  expect(await charged(shop, first.id)).toBe(849)

  const { order: second } = await order(shop, courier)
  await propose(courier, second)
  await desk.goto(delivery(second))
  await panel(desk, second).getByRole('button', { name: 'Approve €10.99' }).click()
  await panel(desk, second).getByRole('button', { name: 'Take back' }).click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await expect(panel(desk, second).getByText(/^Taken back by/)).toBeVisible()
  expect(await look(dispatcher, second.id)).toMatchObject({ total: 849, previous_total: 1099 })
  expect(await charged(shop, second.id)).toBe(849)
})

test('approved at once from two browsers: it happens once, and both see it @both', async ({ browser }) => {
  const [shop, courier, one, two] = [
    await enter(browser, 'shop'),
    await enter(browser, 'courier'),
    await enter(browser, 'dispatcher'),
    await enter(browser, 'supervisor'),
  ]
  const { order: made } = await order(shop, courier)
  await propose(courier, made)
  const buttons = await Promise.all(
    [one, two].map(async ({ page }) => {
      await page.goto(delivery(made))
      const button = panel(page, made).getByRole('button', { name: 'Approve €10.99' })
      await expect(button).toBeVisible()
      return button
    }),
  )
  await Promise.all(buttons.map((button) => button.click()))
  for (const { page } of [one, two]) await expect(panel(page, made).getByText(/^Approved by/)).toBeVisible()
  expect(await look(one, made.id)).toMatchObject({ total: 1099, version: 2 })
  expect(await charged(shop, made.id)).toBe(1099)
})

test('DL-5: dispatch changes what was proposed and reads its price before approving it', async ({ browser }) => {
  const [shop, courier, dispatcher] = [
    await enter(browser, 'shop'),
    await enter(browser, 'courier'),
    await enter(browser, 'dispatcher'),
  ]
  const { order: made } = await order(shop, courier)
  await propose(courier, made)
  const desk = dispatcher.page
  await desk.goto(delivery(made))
  await panel(desk, made).getByRole('button', { name: 'Change first…' }).click()
  const dialog = desk.getByRole('dialog', { name: 'Change, then approve' })
  await dialog.getByRole('textbox', { name: 'box' }).fill('3')
  await expect(dialog.getByRole('status')).toHaveText('Old price: €8.49 → New price: €13.49 (+€5.00)')
  await expectAccessible(desk)
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The shop says three.')
  await dialog.getByRole('button', { name: 'Approve €13.49' }).click()
  await expect(dialog).toBeHidden()
  await expect(panel(desk, made).getByText(/^Approved by/)).toBeVisible()
  await expect(panel(desk, made).getByText('“The shop says three.”')).toBeVisible()
  expect(await look(dispatcher, made.id)).toMatchObject({ total: 1349 })
  expect(await charged(shop, made.id)).toBe(1349)
})

test('on an order that changed meanwhile: nothing is decided, the new difference is shown and asked again', async ({
  browser,
}) => {
  const [shop, courier, dispatcher] = [
    await enter(browser, 'shop'),
    await enter(browser, 'courier'),
    await enter(browser, 'dispatcher', { deaf: true }),
  ]
  const { order: made } = await order(shop, courier)
  await propose(courier, made)
  const desk = dispatcher.page
  await desk.goto(delivery(made))
  const approve = panel(desk, made).getByRole('button', { name: /^Approve/ })
  await expect(approve).toHaveText('Approve €10.99')

  const task = (await look(dispatcher, made.id)).tasks[1]
  const changed = await dispatcher.api.patch(`/api/v1/tasks/${String(task?.id)}`, {
    data: { weight: 25_000 },
    headers: { ...CSRF, 'If-Match': `"${String(task?.version)}"` },
  })
  expect(changed.status()).toBe(200)

  await approve.click()
  await expect(panel(desk, made).getByText('The order changed meanwhile')).toBeVisible()
  await expect(panel(desk, made).getByText(/You looked at €10.99; it would now be €13.99/)).toBeVisible()
  await expectAccessible(desk)
  expect(await charged(shop, made.id)).toBe(1149)

  await expect(approve).toHaveText('Approve €13.99')
  await approve.click()
  await expect(panel(desk, made).getByText(/^Approved by/)).toBeVisible()
  expect(await charged(shop, made.id)).toBe(1399)
})

test('a courier, a shop and another courier decide nothing', async ({ browser }) => {
  const [shop, courier, other] = [
    await enter(browser, 'shop'),
    await enter(browser, 'courier'),
    await enter(browser, 'courier2', { phone: true }),
  ]
  const { order: made, name } = await order(shop, courier)
  await propose(courier, made)
  const found = await shop.api.get(`/api/v1/proposals?order=${String(made.id)}`)
  const { items } = (await found.json()) as { items: { id: number; order_version: number }[] }
  for (const who of [courier, shop, other])
    for (const verb of ['approve', 'refuse', 'revert']) {
      const response = await who.api.post(`/api/v1/proposals/${String(items[0]?.id)}/${verb}`, {
        data: { order_version: items[0]?.order_version },
        headers: CSRF,
      })
      expect(response.status()).toBe(403)
    }
  await shop.page.goto(delivery(made))
  await expect(panel(shop.page, made).getByText('New price: €10.99')).toBeVisible()
  await expect(shop.page.getByRole('button', { name: /Approve|Refuse|Cancel the delivery|^Acts/ })).toHaveCount(0)
  await expect(shop.page.getByRole('link', { name: /^Decisions/ })).toHaveCount(0)
  await other.page.goto('/courier/')
  await expect(other.page.getByRole('heading', { level: 1, name: 'My day' })).toBeVisible()
  await expect(other.page.getByText(name)).toHaveCount(0)
})

test('cancelling a task says beforehand what each choice costs, and does just that', async ({ browser }) => {
  const [shop, courier, dispatcher] = [
    await enter(browser, 'shop'),
    await enter(browser, 'courier'),
    await enter(browser, 'dispatcher'),
  ]
  const { order: made, name } = await order(shop, courier)
  const desk = dispatcher.page
  await desk.goto(delivery(made))
  await desk.getByRole('button', { name: `Acts: Drop-off: ${name}` }).click()
  await desk.getByRole('menuitem', { name: 'Cancel the task' }).click()
  const dialog = desk.getByRole('dialog')
  await expect(dialog.getByRole('radio', { name: /^Keep/ })).toBeVisible()
  await expectAccessible(desk)
  await dialog.getByRole('radio', { name: /^Keep\s*€5\.99/ }).check()
  await dialog.getByRole('button', { name: 'Cancel the task' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(() => charged(shop, made.id)).toBe(599)
  await desk.getByRole('button', { name: `Acts: Drop-off: ${name}` }).click()
  await desk.getByRole('menuitem', { name: 'Restore' }).click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await expect.poll(() => charged(shop, made.id)).toBe(849)
})

test('DL-5: dispatch decides a price with a reason, which says beforehand what it does', async ({ browser }) => {
  const [shop, courier, dispatcher] = [
    await enter(browser, 'shop'),
    await enter(browser, 'courier'),
    await enter(browser, 'dispatcher'),
  ]
  const { order: made } = await order(shop, courier)
  const desk = dispatcher.page
  await desk.goto(delivery(made))
  await desk.getByRole('button', { name: 'Adjust the price' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('New total').fill('7.5')
  await expect(dialog.getByText('Price: €8.49 → €7.50 (-€0.99)')).toBeVisible()
  await dialog.getByRole('button', { name: 'Set this price' }).click()
  await expect(dialog.getByLabel('Reason')).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(desk)
  await dialog.getByLabel('Reason').fill('Came late')
  await dialog.getByRole('button', { name: 'Set this price' }).click()
  await expect(dialog).toBeHidden()
  await expect(desk.getByRole('table', { name: 'Price' })).toContainText('Came late')
  await expect(desk.getByText('“Came late”')).toBeVisible()
  await expect.poll(() => charged(shop, made.id)).toBe(750)
})

inEveryLook('the screens of dispatch are accessible', async (page) => {
  const data = { email: emailOf('admin'), password: PASSWORD }
  await page.context().request.post('/api/v1/session', { data, headers: CSRF })
  await page.goto('/deliveries')
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
  await expectAccessible(page)
  await page.goto('/deliveries/2')
  await expect(page.getByRole('table').first()).toBeVisible()
  await expectAccessible(page)
  await page.goto('/decisions?show=decided')
  await expect(page.getByRole('region').getByRole('table').first()).toBeVisible()
  await expectAccessible(page)
})

inEveryLook('the ledger of a shop is accessible', async (page) => {
  const data = { email: emailOf('shop'), password: PASSWORD }
  await page.context().request.post('/api/v1/session', { data, headers: CSRF })
  await page.goto('/ledger')
  await expect(page.getByRole('table')).toBeVisible()
  await expectAccessible(page)
})

inEveryLook('the courier’s screens are accessible and fit a phone', async (page) => {
  await page.setViewportSize(PHONE.viewport)
  const data = { email: emailOf('courier'), password: PASSWORD }
  await page.context().request.post('/api/v1/session', { data, headers: CSRF })
  await page.goto('/courier/')
  const first = page.getByRole('article').getByRole('heading').getByRole('link').first()
  await expect(first).toBeVisible()
  await expectAccessible(page)
  await first.click()
  await expect(page.locator('#task-name')).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/courier/${new URL(page.url()).hash}-report`)
  await expect(page.getByRole('radio').first()).toBeVisible()
  await page.locator('summary').click()
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  const small = await page
    .getByRole('button')
    .evaluateAll((all) =>
      all.filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.textContent),
    )
  expect(small).toEqual([])
})

test('a slide to the right completes, a slide to the left uncovers the way to a report and files nothing', async ({
  browser,
}) => {
  const [shop, courier] = [await enter(browser, 'shop'), await enter(browser, 'courier', { phone: true })]
  const { order: made, name } = await order(shop, courier)
  const { page } = courier
  await page.goto('/courier/')
  const card = page.getByRole('article', { name: `Drop-off: ${name}` })
  await card.scrollIntoViewIfNeeded()
  const slide = async (by: number) => {
    const box = await card.boundingBox()
    if (!box) throw new Error('the card is not on the screen')
    const [x, y] = [by < 0 ? 250 : 30, box.y + 20]
    await page.mouse.move(x, y)
    await page.mouse.down()
    for (let step = 1; step <= 8; step++) await page.mouse.move(x + (by * step) / 8, y)
    await page.mouse.up()
  }
  await slide(-150)
  await expect(page.locator('.slide[data-way="left"] .behind.problem')).toBeVisible()
  expect((await look(shop, made.id)).tasks[1]?.status).toBe('todo')
  await slide(150)
  await slide(250)
  await expect(page.getByText(`Completed: ${name}`)).toBeVisible()
  expect((await look(shop, made.id)).tasks[1]?.status).toBe('done')
})

test("a report's ticket names its store instead of a customer, and what dispatch writes there goes to the store", async ({
  browser,
}) => {
  const [shop, courier, dispatcher] = [
    await enter(browser, 'shop'),
    await enter(browser, 'courier'),
    await enter(browser, 'dispatcher'),
  ]
  const { order: made } = await order(shop, courier)
  await propose(courier, made)
  const found = await dispatcher.api.get(`/api/v1/tickets?order=${String(made.id)}`)
  const [ticket] = ((await found.json()) as { items: { id: number; number: string }[] }).items
  const id = String(ticket?.id)
  const { page } = dispatcher
  await page.goto(`/tickets?q=${ticket?.number ?? ''}`)
  await expect(page.getByText(`${ticket?.number ?? ''} · Fleurs du Canal`).first()).toBeVisible()

  await page.goto(`/tickets/${id}`)
  const write = page.getByRole('region', { name: 'Write' })
  await expect(write.getByText('To Fleurs du Canal')).toBeVisible()
  await expect(page.getByText('No customer')).toBeHidden()
  await expectAccessible(page)
  await write.getByRole('textbox').fill('It comes tomorrow at nine.')
  await write.getByRole('button', { name: 'Send reply' }).click()
  await shop.page.goto(`/tickets/${id}`)
  await expect(shop.page.getByText('It comes tomorrow at nine.')).toBeVisible()
  const { items } = (await (await shop.api.get(`/api/v1/tickets/${id}/comments`)).json()) as {
    items: { audience: string }[]
  }
  expect(items.at(-1)?.audience).toBe('shop')
})
