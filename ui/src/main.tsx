// The desk: staff, shop, consultant.
import 'virtual:mantine.css'
import '@mantine/notifications/styles.css'
import './tokens.css'
import './ui/global.css'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api'
import { boot } from './boot'
import { features } from './features'
import { startWords } from './i18n'
import { createDeskRouter } from './router'
import { DeskProviders } from './ui'

const words = import.meta.glob<Record<string, string>>(['./i18n/{common,problem}/*.json', './features/*/i18n/*.json'], {
  import: 'default',
})
const queryClient = createQueryClient()
const router = createDeskRouter(queryClient)

await boot(async (root) => {
  await startWords(words, ['common', 'problem'])
  createRoot(root).render(
    <StrictMode>
      <DeskProviders queryClient={queryClient} features={features}>
        <Suspense>
          <RouterProvider router={router} />
        </Suspense>
      </DeskProviders>
    </StrictMode>,
  )
})
