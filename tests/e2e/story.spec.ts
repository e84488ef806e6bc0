// The whole way of one report, with nothing left out: form on a phone, desk, mail there and back, tracking page.
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { expect, expectAccessible, speak, test, watchConsole, type Language } from './look'
import { stateOf, type Person } from './people'
import { addressOf, receive, send } from './postbox'

const photo = path.join(import.meta.dirname, 'ticket_photo.png')
const shots = path.join(import.meta.dirname, '../../build/e2e/story')

async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(shots, `${name}.png`) })
}

async function desk(browser: Browser, person: Person, language: Language): Promise<Page> {
  const context = await browser.newContext({ storageState: stateOf(person), viewport: { width: 1440, height: 900 } })
  await speak(context, language)
  const page = await context.newPage()
  watchConsole(page)
  await page.goto('/tickets')
  await expect(page.locator('a[data-ticket]').first()).toBeVisible()
  return page
}

test('a parcel that did not come, from the form to the tracking page @both', async ({ browser }) => {
  const name = `camille.${String(Date.now())}`
  const words = `Le colis ${name} n’est pas arrivé`
  const agent = await desk(browser, 'agent', 'en')
  const second = await desk(browser, 'agent2', 'en')

  // Camille, on her phone, in French.
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const customer = await phone.newPage()
  watchConsole(customer)
  await customer.goto('/form?lang=fr')
  await expectAccessible(customer)
  await customer.getByLabel('Que s’est-il passé ?').fill(`${words}.\nIl était promis pour mardi.`)
  await customer.locator('input[type="file"]').setInputFiles(photo)
  await customer.getByLabel('Votre nom').fill('Camille Roche')
  await customer.getByLabel('E-mail ou téléphone').fill(addressOf(name))
  await look(customer, '1-form')
  await customer.getByRole('button', { name: 'Envoyer' }).tap()
  await customer.waitForURL(/\/track\//)
  await expect(customer.getByText(words).first()).toBeVisible()
  await expectAccessible(customer)
  await look(customer, '2-tracking')

  // The agent sees that something came, without reloading, and takes it; the second one is told by whom.
  const chip = agent.getByRole('button', { name: /new/ }).filter({ hasText: /^\d/ })
  await chip.click()
  await agent.getByText(words).first().click()
  await expect(agent.getByRole('complementary').getByText('Camille Roche')).toBeVisible()
  await expect(agent.getByRole('button', { name: /^Show .*ticket_photo/ })).toBeVisible()
  const address = new URL(agent.url()).pathname
  await second.route('**/api/v1/events', (route) => route.abort()) // what the second sees is a moment old
  await second.goto(address)
  await second.getByRole('button', { name: 'Take it' }).waitFor()
  await agent.keyboard.press('c')
  await expect(agent.getByText(/now belongs to Inés Calvo/).first()).toBeVisible()
  await second.getByRole('button', { name: 'Take it' }).click()
  await expect(second.getByText(/is already taken by Inés Calvo/).first()).toBeVisible()
  await look(second, '3-taken')

  // How important, how urgent; a note among staff; an answer to her.
  await agent.keyboard.press('l')
  await agent.getByRole('group', { name: 'Level' }).getByRole('button').first().click()
  await expect(agent.getByRole('group', { name: 'Level' })).toBeHidden()
  const write = agent.getByRole('region', { name: 'Write' })
  await agent.keyboard.press('i')
  await agent.keyboard.type(`The depot of ${name} does not answer.`)
  await agent.keyboard.press('Control+Enter')
  await expect(agent.getByRole('article', { name: /^Internal note of/ })).toContainText('does not answer')
  await write.getByRole('textbox').press('Escape')
  await agent.keyboard.press('r')
  await agent.keyboard.type(`Bonjour Camille, je cherche le colis ${name} moi-même.`)
  await agent.keyboard.press('Control+Enter')
  await expect(agent.getByRole('article', { name: 'Public reply of Inés Calvo' })).toBeVisible()
  await look(agent, '4-answered')

  // The mail is in her mailbox, in French, without the note; she answers it from there.
  const mail = await receive(name, 'je cherche le colis')
  expect(mail.text).not.toContain('does not answer')
  expect(mail.headers['subject']).toBeTruthy()
  send(
    addressOf(name),
    addressOf('help'),
    {
      Subject: 'Re: votre message',
      'Message-ID': `<${name}@mail.test>`,
      'In-Reply-To': mail.headers['message-id'] ?? '',
      Date: new Date().toUTCString(),
    },
    `Merci ! Le voisin de ${name} l’a trouvé.`,
  )
  await expect(agent.getByText(`Le voisin de ${name}`)).toBeVisible({ timeout: 60_000 })
  await look(agent, '5-answer-came')

  // Resolved; she reads it on her page, in French.
  await write.getByRole('textbox').press('Escape')
  await agent.keyboard.press('e')
  const close = agent.getByRole('dialog', { name: /to “Closed”/ })
  await close.getByRole('radio').first().click()
  await close.getByLabel('In your words').fill('Found at the neighbour.')
  await close.getByRole('button', { name: 'Move to “Closed”' }).click()
  await expect(agent.getByText(/is now “Closed”/).first()).toBeVisible()
  await customer.reload()
  await expect(customer.getByText('Terminé', { exact: true })).toBeVisible()
  await expect(customer.getByText('je cherche le colis')).toBeVisible()
  await expect(customer.getByText('does not answer')).toBeHidden()
  await expectAccessible(customer)
  await look(customer, '6-closed')
  for (const page of [agent, second, customer]) await page.context().close()
})
