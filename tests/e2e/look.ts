// Looks at a page as every reader may have it, and asks axe about it.
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'

const schemes = ['light', 'dark'] as const
export const languages = ['en', 'fr', 'es'] as const
export type Language = (typeof languages)[number]

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** All that a scheme can change. */
const ofColour = ['color-contrast', 'link-in-text-block']

export { expect }

/** The language chosen in this browser, until a test chooses another. */
export function speak(context: BrowserContext, language: Language): Promise<unknown> {
  return context.addInitScript((first) => {
    if (localStorage.getItem('amends.language') === null) localStorage.setItem('amends.language', first)
  }, language)
}

/** language: chosen in this browser, whatever the account's own is; English unless a test says otherwise. */
export const test = base.extend<{ language: Language }>({
  language: ['en', { option: true }],
  context: async ({ context, language }, provide) => {
    await speak(context, language)
    await provide(context)
  },
})

/** Asks axe about the page as it is; in English, as colours do not depend on words, about its light and dark colours too. */
export async function expectAccessible(page: Page): Promise<void> {
  const english = (await page.locator('html').getAttribute('lang')) === 'en'
  for (const colorScheme of english ? schemes : (['light'] as const)) {
    await page.emulateMedia({ colorScheme })
    // The page hears of it with its next frame, and colours may then fade over.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    // Half-faded text has half the contrast: wait until nothing moves.
    await page.waitForFunction(() =>
      document
        .getAnimations()
        .every(
          ({ effect, playState }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity,
        ),
    )
    // Without its legacy mode each question opens a page of its own; there are no frames of other sites here.
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ preload: false, resultTypes: ['violations'] })
    if (colorScheme === 'dark') axe.withRules(ofColour)
    else axe.withTags(tags).disableRules(english ? [] : ofColour)
    const { violations } = await axe.analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)
    expect(found, colorScheme).toEqual([])
  }
}

/** Fails the test on anything the browser complains about, such as a breach of the page's policy. */
export function watchConsole(page: Page): void {
  page.on('console', (message) => {
    // A refused call is the page's business; what it makes of it is tested.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      expect.soft(message.text()).toBe('')
  })
  page.on('pageerror', (error) => {
    expect.soft(error.message).toBe('')
  })
}

/** One test per language; expectAccessible sees to light and dark. */
export function inEveryLook(name: string, body: (page: Page) => Promise<void>): void {
  for (const language of languages)
    test.describe(language, () => {
      test.use({ language })
      test(name, async ({ page }) => {
        watchConsole(page)
        await body(page)
      })
    })
}
