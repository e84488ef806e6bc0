// Puts a task back to where it begins. Of what is done this is a correction, which needs a reason.
import { Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useFieldText, useProblemText, useWords } from '@/i18n'
import { ConfirmDialog } from '@/ui'
import type { Task } from '@/features/order'
import { restoreTask } from './delivery_api'
import { useTaskAct } from './use_task_act'

export function RestoreTaskDialog({ task, name, onClose }: { task: Task; name: string; onClose: () => void }) {
  const t = useWords('delivery')
  const problemText = useProblemText()
  const fieldText = useFieldText()
  const [comment, setComment] = useState('')
  const [wrong, setWrong] = useState<string>()
  const { busy, act } = useTaskAct(restoreTask, t('said.restored', { name }))
  const isDone = task.status === 'done'
  return (
    <ConfirmDialog
      opened
      holdsText
      title={t(isDone ? 'correct.title' : 'restore.title', { name })}
      action={isDone ? t('correct') : t('restore')}
      busy={busy}
      onClose={onClose}
      onConfirm={() => {
        act({ id: task.id, comment }, onClose, (problem) => {
          const [field] = problem.fields
          setWrong(field ? fieldText(field) : problemText(problem))
        })
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{task.status === 'cancelled' ? t('restore.price') : t('restore.same')}</Text>
        <Textarea
          label={t('comment')}
          required={isDone}
          error={wrong}
          maxLength={5000}
          autosize
          minRows={2}
          value={comment}
          onChange={(event) => {
            setComment(event.currentTarget.value)
            setWrong(undefined)
          }}
        />
      </Stack>
    </ConfirmDialog>
  )
}
