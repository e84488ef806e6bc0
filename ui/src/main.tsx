// The desk: staff, shop, consultant.
import 'virtual:mantine.css'
import '@mantine/notifications/styles.css'
import './tokens.css'
import './ui/global.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api'
import { features } from './features'
import { startWords } from './i18n'
import { createDeskRouter } from './router'
import { CommandsProvider, cssVariables, Features, LiveRegion, theme } from './ui'

const words = import.meta.glob<Record<string, string>>(['./i18n/{common,problem}/*.json', './features/*/i18n/*.json'], {
  import: 'default',
})
const schemes = localStorageColorSchemeManager({ key: 'amends.colour-scheme' })
const queryClient = createQueryClient()
const router = createDeskRouter(queryClient)

function Desk() {
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={schemes}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queryClient}>
          <Features value={features}>
            <CommandsProvider>
              <Notifications position="bottom-right" />
              <LiveRegion />
              <Suspense>
                <RouterProvider router={router} />
              </Suspense>
            </CommandsProvider>
          </Features>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  )
}

await startWords(words, ['common', 'problem'])
const root = document.getElementById('root')
if (root) createRoot(root).render(<Desk />)
