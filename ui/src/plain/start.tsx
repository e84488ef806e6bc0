// Starts an entry without Mantine.
import { StrictMode, Suspense, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { boot } from '@/boot'
import { startWords, type Namespace } from '@/i18n'
import './plain.css'

type Words = Record<string, string>

const shared = import.meta.glob<Words>(['../i18n/problem/*.json', '../features/session/i18n/*.json'], {
  import: 'default',
})

export async function start(
  own: Record<string, () => Promise<Words>>,
  namespace: Namespace,
  screen: ReactNode,
): Promise<void> {
  await boot(async (root) => {
    await startWords({ ...shared, ...own }, [namespace, 'session', 'problem'])
    createRoot(root).render(
      <StrictMode>
        <Suspense>{screen}</Suspense>
      </StrictMode>,
    )
  })
}
