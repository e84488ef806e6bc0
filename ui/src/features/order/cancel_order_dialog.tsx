// Cancels a whole order: says what it does to the price before it is done.
import { Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useChange } from '@/api'
import { useFormat, useProblemText, useWords } from '@/i18n'
import { ConfirmDialog, notifyDone, notifyFailed } from '@/ui'
import { cancelOrder, type Order } from './order_api'
import { takeOrder } from './order_topic'

export function CancelOrderDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useWords('order')
  const format = useFormat()
  const problemText = useProblemText()
  const queryClient = useQueryClient()
  const change = useChange(cancelOrder)
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog
      opened
      holdsText
      title={t('cancel.title', { id: String(order.id) })}
      action={t('cancel')}
      back={t('cancel.back')}
      busy={change.isPending}
      onClose={onClose}
      onConfirm={() => {
        change.mutate(
          { id: order.id, reason },
          {
            onSuccess: (after) => {
              takeOrder(queryClient, after)
              notifyDone(t('cancelled', { id: String(order.id) }))
              onClose()
            },
            onError: (error) => {
              notifyFailed(problemText(error))
            },
          },
        )
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          {t('cancel.price')} <del>{format.money(order.total, order.currency)}</del> →{' '}
          <strong>{format.money(0, order.currency)}</strong>
        </Text>
        <Text size="sm">{t('cancel.only')}</Text>
        <Textarea
          label={t('reason')}
          maxLength={1000}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value)
          }}
        />
      </Stack>
    </ConfirmDialog>
  )
}
