// Short messages in the corner: done (with undo where it can be undone) and failed.
import { Button, Group, Text } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWords, wordsNow } from '@/i18n'
import { announce } from './announce'

const SHORT = 5_000
const LONG = 10_000

/** Where they appear. */
export function Notices() {
  const t = useWords('common')
  return (
    <section aria-label={t('notices')}>
      <Notifications position="bottom-right" withinPortal={false} />
    </section>
  )
}

/** role: said by the live region, so the box itself must not speak as well. */
function show(text: string, content: ReactNode, look: { color: string; icon: ReactNode; ms: number }): string {
  announce(text)
  return notifications.show({
    message: content,
    role: 'group',
    'aria-label': text,
    autoClose: look.ms,
    color: look.color,
    icon: look.icon,
    withBorder: true,
    closeButtonProps: { 'aria-label': wordsNow('common')('close') },
  })
}

export function notifyDone(text: string, undo?: { label: string; run: () => void }): void {
  const icon = <IconCheck size={18} aria-hidden />
  if (!undo) {
    show(text, text, { color: 'pine', icon, ms: SHORT })
    return
  }
  const id = show(
    text,
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Text size="sm">{text}</Text>
      <Button
        variant="subtle"
        flex="none"
        size="compact-sm"
        onClick={() => {
          notifications.hide(id)
          undo.run()
        }}
      >
        {undo.label}
      </Button>
    </Group>,
    { color: 'pine', icon, ms: LONG },
  )
}

export function notifyFailed(text: string): void {
  show(text, text, { color: 'red', icon: <IconAlertTriangle size={18} aria-hidden />, ms: LONG })
}
