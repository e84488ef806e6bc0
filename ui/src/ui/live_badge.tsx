// Says only when live updates are not coming in.
import { Badge, Tooltip } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useLiveState } from '@/api'
import { useWords } from '@/i18n'

/** A blink of the network is not worth a word. */
const PATIENCE_MS = 4000

export function LiveBadge() {
  const t = useWords('common')
  const broken = useLiveState() === 'broken'
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(
      () => {
        setShown(broken)
      },
      broken ? PATIENCE_MS : 0,
    )
    return () => {
      clearTimeout(timer)
    }
  }, [broken])
  if (!shown) return null
  return (
    <Tooltip label={t('live.broken_why')}>
      <Badge variant="default" size="lg" tt="none" fw={500} leftSection={<IconPlugConnectedX size={14} aria-hidden />}>
        {t('live.broken')}
      </Badge>
    </Tooltip>
  )
}
