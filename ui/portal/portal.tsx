import { useWords } from '@/i18n'
import { Frame } from '@/plain/frame'

export function Portal() {
  const t = useWords('portal')
  return <Frame title={t('title')} />
}
