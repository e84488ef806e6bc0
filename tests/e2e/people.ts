// The people of the demo company, signed in once for all tests.
import path from 'node:path'
import type { Page } from '@playwright/test'

export const PASSWORD = 'amends-demo'
export const people = ['admin', 'engineer', 'agent', 'agent2', 'dispatcher', 'customer'] as const
export type Person = (typeof people)[number]

export const emailOf = (person: string) => `${person}@demo.test`

/** Where the session of a person is kept; give it to test.use({ storageState }). */
export function stateOf(person: Person): string {
  return path.join(import.meta.dirname, `../../build/e2e/${person}.json`)
}

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.locator('input[name="email"]').fill(email)
  await page.locator('input[name="password"]').fill(password)
  await page.locator('button[type="submit"]').click()
}
