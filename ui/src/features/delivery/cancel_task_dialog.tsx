// Cancels one task. Its own lines go; of lines of the whole order one chooses, and sees beforehand what each choice costs.
import { Group, Radio, Skeleton, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormat, useWords } from '@/i18n'
import { ConfirmDialog, Failed } from '@/ui'
import { useSigned, type Task } from '@/features/order'
import { cancelPreviewQuery, cancelTask, type OrderLines } from './delivery_api'
import { useTaskAct } from './use_task_act'

export function CancelTaskDialog({ task, name, onClose }: { task: Task; name: string; onClose: () => void }) {
  const t = useWords('delivery')
  const format = useFormat()
  const signed = useSigned()
  const preview = useQuery(cancelPreviewQuery(task))
  const [choice, setChoice] = useState<OrderLines>('recompute')
  const [comment, setComment] = useState('')
  const { busy, act } = useTaskAct(cancelTask, t('said.cancelled', { name }))
  return (
    <ConfirmDialog
      opened
      holdsText
      title={t('cancel.title', { name })}
      action={t('cancel')}
      back={t('cancel.back')}
      busy={busy}
      onClose={onClose}
      onConfirm={() => {
        act({ id: task.id, order_lines: choice, ...(comment.trim() !== '' && { comment: comment.trim() }) }, onClose)
      }}
    >
      <Stack gap="sm">
        {preview.error && <Failed error={preview.error} />}
        {!preview.data && !preview.error && <Skeleton height={120} aria-hidden />}
        {preview.data && (
          <Radio.Group
            label={t('cancel.lines')}
            description={t('cancel.lines.why')}
            value={choice}
            onChange={(value) => {
              const chosen = preview.data.choices.find((each) => each.order_lines === value)
              if (chosen) setChoice(chosen.order_lines)
            }}
          >
            <Stack gap="xs" mt="xs">
              {preview.data.choices.map((each) => (
                <Radio
                  key={each.order_lines}
                  value={each.order_lines}
                  label={
                    <Group gap="xs">
                      {t(`cancel.${each.order_lines}`)}
                      <Text component="span" size="sm" fw={600}>
                        {format.money(each.total, preview.data.currency)} (
                        {signed(each.difference, preview.data.currency)})
                      </Text>
                    </Group>
                  }
                  description={each.matched ? t(`cancel.${each.order_lines}.why`) : t('cancel.no_match')}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <Textarea
          label={t('comment')}
          maxLength={5000}
          autosize
          minRows={2}
          value={comment}
          onChange={(event) => {
            setComment(event.currentTarget.value)
          }}
        />
      </Stack>
    </ConfirmDialog>
  )
}
