// Asks before an act that cannot be undone: says what will happen, and the button says it again.
import { Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '@/i18n'
import { Dialog } from './dialog'

export function ConfirmDialog(props: {
  opened: boolean
  title: string
  children: ReactNode
  /** What the button does: "Delete tag", never "OK". */
  action: string
  /** The way back, where "Cancel" would not be clear. */
  back?: string
  busy?: boolean
  /** Something can be typed in it: a click beside it must not lose that. */
  holdsText?: boolean
  onConfirm: () => void
  onClose: () => void
}) {
  const t = useWords('common')
  return (
    <Dialog
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size="sm"
      closeOnClickOutside={props.holdsText !== true}
    >
      <Text component="div" size="sm">
        {props.children}
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {props.back ?? t('cancel')}
        </Button>
        <Button color="red.9" loading={props.busy ?? false} onClick={props.onConfirm}>
          {props.action}
        </Button>
      </Group>
    </Dialog>
  )
}
