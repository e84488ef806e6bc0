// The whole desk at an address, for tests of screens.
import { notifications } from '@mantine/notifications'
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { cleanup, configure, render } from '@testing-library/react'
import { afterEach, beforeAll } from 'vitest'
import { createQueryClient } from '../api'
import { features } from '../features'
import { startWords, type Namespace } from '../i18n'
import { createDeskRouter } from '../router'
import { DeskProviders } from '../ui'

const words = import.meta.glob<Record<string, string>>(
  ['../i18n/{common,problem}/en.json', '../features/*/i18n/en.json'],
  { import: 'default' },
)
const namespaces = Object.keys(words).map((path) => path.split('/')[2] as Namespace)

// Machines that build are busy machines.
configure({ asyncUtilTimeout: 10_000 })
// happy-dom knows no fonts; a text field that grows waits for them.
Object.defineProperty(document, 'fonts', { value: new EventTarget() })

beforeAll(async () => {
  await startWords(words, namespaces)
})
afterEach(() => {
  cleanup()
  notifications.clean()
})

export function showDesk(address: string) {
  const queryClient = createQueryClient()
  const router = createDeskRouter(queryClient)
  router.update({ ...router.options, history: createMemoryHistory({ initialEntries: [address] }) })
  render(
    <DeskProviders queryClient={queryClient} features={features} forTests>
      <RouterProvider router={router} />
    </DeskProviders>,
  )
  return { router, queryClient }
}
