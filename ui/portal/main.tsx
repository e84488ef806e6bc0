// The customer's own page.
import { start } from '@/plain/start'
import { Portal } from './portal'

const words = import.meta.glob<Record<string, string>>('/portal/i18n/*.json', { import: 'default' })

await start(words, 'portal', <Portal />)
