import { useWords } from '@/i18n'
import { Frame } from '@/plain/frame'

export function Courier() {
  const t = useWords('courier')
  return <Frame title={t('title')} />
}
