import { expect, test as setup } from '@playwright/test'
import { emailOf, people, signIn, stateOf } from './people'

for (const person of people)
  setup(`${person} signs in`, async ({ page }) => {
    await page.goto('/')
    await signIn(page, emailOf(person))
    await expect(page.getByRole('banner')).toBeVisible()
    // Only the session is kept: language and looks are each test's own.
    await page.evaluate(() => {
      localStorage.clear()
    })
    await page.context().storageState({ path: stateOf(person) })
  })
