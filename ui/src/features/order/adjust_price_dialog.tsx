// A price that the dispatcher decides, whatever the rules say: with its reason, and what it does beforehand.
import { Button, Group, NumberInput, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, useChange } from '@/api'
import { minorDigits, useFieldText, useFormat, useProblemText, useWords } from '@/i18n'
import { Dialog, notifyDone, notifyFailed } from '@/ui'
import { useSigned } from './money'
import { adjustPrice, type Order } from './order_api'
import { takeOrder } from './order_topic'

export function AdjustPriceDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useWords('order')
  const format = useFormat()
  const signed = useSigned()
  const problemText = useProblemText()
  const fieldText = useFieldText()
  const queryClient = useQueryClient()
  const change = useChange(adjustPrice)
  const digits = minorDigits(order.currency)
  const [price, setPrice] = useState<number | string>('')
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const total = price === '' ? undefined : Math.round(Number(price) * 10 ** digits)
  const decided = order.price_lines.filter((line) => line.kind === 'adjustment')
  const byRules = order.total - decided.reduce((sum, line) => sum + line.amount, 0)
  const wrong = change.error ? asProblem(change.error).fields : []
  const refusal = (name: string) => wrong.filter((field) => field.name === name).map(fieldText)[0]

  function save() {
    setTried(true)
    if (total === undefined || reason.trim() === '') return
    change.mutate(
      { id: order.id, total, reason: reason.trim(), order_version: order.version },
      {
        onSuccess: (after) => {
          takeOrder(queryClient, after)
          notifyDone(t('adjusted', { total: format.money(after.total, after.currency) }))
          onClose()
        },
        onError: (error) => {
          notifyFailed(problemText(error))
        },
      },
    )
  }

  return (
    <Dialog opened title={t('adjust.title', { id: String(order.id) })} onClose={onClose} closeOnClickOutside={false}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{t('adjust.text')}</Text>
          <NumberInput
            label={t('adjust.total', { currency: order.currency })}
            description={t('adjust.rules', { total: format.money(byRules, order.currency) })}
            value={price}
            onChange={setPrice}
            min={0}
            max={1_000_000_000}
            allowNegative={false}
            decimalScale={digits}
            decimalSeparator={format.decimalMark}
            hideControls
            required
            data-autofocus
            error={isTried && total === undefined ? t('adjust.needs_total') : refusal('total')}
          />
          <Textarea
            label={t('reason')}
            description={t('adjust.reason')}
            maxLength={200}
            autosize
            minRows={2}
            required
            value={reason}
            error={isTried && reason.trim() === '' ? t('adjust.needs_reason') : refusal('reason')}
            onChange={(event) => {
              setReason(event.currentTarget.value)
            }}
          />
          {total !== undefined && (
            <Text size="sm" aria-live="polite">
              {t('cancel.price')} <del>{format.money(order.total, order.currency)}</del> →{' '}
              <strong>{format.money(total, order.currency)}</strong> ({signed(total - order.total, order.currency)})
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('adjust.back')}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t('adjust.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
