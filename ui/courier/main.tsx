// The courier's phone.
import { start } from '@/plain/start'
import { Courier } from './courier'

const words = import.meta.glob<Record<string, string>>('/courier/i18n/*.json', { import: 'default' })

await start(words, 'courier', <Courier />)
