// Signing in and out, at each door.
import { expect, expectAccessible, inEveryLook, test } from './look'
import { emailOf, PASSWORD, signIn, stateOf } from './people'

const doors = ['/sign-in', '/courier/', '/portal/']

for (const door of doors)
  inEveryLook(`the sign-in at ${door} is accessible`, async (page) => {
    await page.goto(door)
    await expect(page.locator('input[name="email"]')).toBeVisible()
    await expectAccessible(page)
  })

test('a wrong password is said, and what was typed stays', async ({ page }) => {
  await page.goto('/')
  await signIn(page, 'nobody@demo.test', 'wrong')
  const email = page.getByRole('textbox', { name: 'Email' })
  await expect(page.getByRole('form', { name: 'Sign in' }).getByRole('group')).toBeVisible()
  await expect(email).toHaveValue('nobody@demo.test')
  await expectAccessible(page)
})

test('one arrives where one wanted to go', async ({ page }) => {
  await page.goto('/tags?q=v')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await signIn(page, emailOf('admin'))
  await expect(page).toHaveURL(/\/tags\?q=v/)
  await expect(page.getByRole('heading', { level: 1, name: 'Tags' })).toBeVisible()
})

test('signing in never leads to another site', async ({ page }) => {
  await page.goto('/sign-in?next=//example.org/')
  await signIn(page, emailOf('admin'))
  await expect(page.getByRole('banner')).toBeVisible()
  expect(new URL(page.url()).pathname).toBe('/tickets')
})

test('signing out ends the session', async ({ page }) => {
  await page.goto('/')
  await signIn(page, emailOf('admin'))
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in$/)
  await page.goto('/tags')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('the language can be changed before signing in and stays', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByLabel('Language').selectOption('fr')
  await expect(page.getByRole('heading', { level: 1, name: 'Connexion' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Connexion' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
})

for (const [door, person] of [
  ['/courier/', 'courier'],
  ['/portal/', 'customer'],
] as const)
  test(`${person} signs in and out at ${door}`, async ({ page }) => {
    await page.goto(door)
    await signIn(page, emailOf(person))
    await expect(page.getByText(emailOf(person))).toBeVisible()
    if (person === 'customer')
      await expect(page.getByRole('link', { name: 'Mon colis n’est pas arrivé' })).toHaveAttribute(
        'href',
        /^\/tickets\/\d+$/,
      )
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.locator('input[name="email"]')).toBeVisible()
  })

test('when a session ends, what was typed survives signing in again', async ({ page }) => {
  await page.goto('/tags/new')
  await signIn(page, emailOf('admin'))
  const name = `Kept ${String(Date.now())}`
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.context().clearCookies()
  // The bell may ask first, and the window that this opens then stands before the button.
  await page.getByRole('button', { name: 'Create tag', includeHidden: true }).dispatchEvent('click')
  const dialog = page.getByRole('dialog', { name: 'Please sign in again' })
  await expect(dialog).toBeVisible()
  await expectAccessible(page)
  const password = dialog.locator('input[name="password"]')
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(password).toHaveAttribute('aria-invalid', 'true')
  await password.fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText(`Tag “${name}” created`).first()).toBeVisible()
  await expect(page).toHaveURL(/\/tags$/)
})

test.describe('the shell', () => {
  test.use({ storageState: stateOf('admin') })

  inEveryLook('home is accessible', async (page) => {
    await page.goto('/home')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectAccessible(page)
  })

  inEveryLook('palette, shortcut list and preferences are accessible', async (page) => {
    await page.goto('/')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  })

  test('the bare address leads to the work, and the palette to a screen by typing', async ({ page }) => {
    await page.goto('/')
    await expect(page).toHaveURL(/\/tickets$/)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: 'Command palette' }).fill('tags')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: 'Tags' })).toBeVisible()
  })

  test('shortcuts of a single key work and can be switched off', async ({ page }) => {
    await page.goto('/')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await expect(page.getByRole('heading', { level: 1, name: 'Tags' })).toBeVisible()
    await page.keyboard.press('?')
    await page.getByRole('switch').click()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.keyboard.press('g')
    await page.keyboard.press('h')
    await expect(page.getByRole('heading', { level: 1, name: 'Tags' })).toBeVisible()
  })

  test('a tip can be put away and brought back', async ({ page }) => {
    await page.goto('/tags')
    const tip = page.getByRole('note', { name: 'Tip' })
    await tip.getByRole('button', { name: 'Hide this tip' }).click()
    await expect(tip).toBeHidden()
    await page.reload()
    await page.getByRole('button', { name: 'Show the tip' }).click()
    await expect(tip).toBeVisible()
  })

  test('language, appearance and row height are kept', async ({ page }) => {
    await page.goto('/')
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Preferences' }).click()
    await page.getByText('Dark', { exact: true }).click()
    await page.getByText('Dense', { exact: true }).click()
    await page.getByText('Español', { exact: true }).click()
    await expect(page.getByRole('dialog', { name: 'Preferencias' })).toBeVisible()
    await expectAccessible(page)
    await page.reload()
    const html = page.locator('html')
    await expect(html).toHaveAttribute('lang', 'es')
    await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark')
    await expect(html).toHaveAttribute('data-density', 'dense')
  })

  test('an unknown address says so', async ({ page }) => {
    await page.goto('/no-such-thing')
    await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Go to the start page' }).click()
    await expect(page).toHaveURL(/\/tickets$/)
  })
})
