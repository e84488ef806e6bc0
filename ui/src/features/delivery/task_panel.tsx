// One task of a delivery, with what dispatch can do about it.
import { ActionIcon, Anchor, Group, Menu, Paper, Stack, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { can } from '@/api'
import { useFormat, useWords } from '@/i18n'
import { Time, useSession } from '@/ui'
import type { Task } from '@/features/order'
import { CancelTaskDialog } from './cancel_task_dialog'
import { settleTask, useCouriers } from './delivery_api'
import { TaskState } from './delivery_badges'
import { EditTaskDialog } from './edit_task_dialog'
import { RestoreTaskDialog } from './restore_task_dialog'
import { useTaskAct } from './use_task_act'
import { WindowText } from './window_text'

type Asked = 'edit' | 'reschedule' | 'cancel' | 'restore'

/** As the table of states in decisions.md allows; all else the server refuses. */
function actsOf({ status, settled }: Task): (Asked | 'settle')[] {
  if (status === 'cancelled') return ['restore']
  if (status === 'done') return ['edit', 'restore']
  if (status === 'failed') return ['reschedule', 'restore', ...(settled ? [] : (['settle'] as const)), 'edit', 'cancel']
  return ['edit', 'reschedule', 'cancel', ...(status === 'doing' ? (['restore'] as const) : [])]
}

function Acts({ task, name }: { task: Task; name: string }) {
  const t = useWords('delivery')
  const [asked, setAsked] = useState<Asked>()
  const settle = useTaskAct(settleTask, t('said.settled', { name }))
  const close = () => {
    setAsked(undefined)
  }
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('acts', { name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {actsOf(task).map((act) => (
            <Menu.Item
              key={act}
              onClick={() => {
                if (act === 'settle') settle.act({ id: task.id })
                else setAsked(act)
              }}
            >
              {act === 'restore' && task.status === 'done' ? t('correct') : t(`act.${act}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {(asked === 'edit' || asked === 'reschedule') && (
        <EditTaskDialog task={task} name={name} mode={asked} onClose={close} />
      )}
      {asked === 'cancel' && <CancelTaskDialog task={task} name={name} onClose={close} />}
      {asked === 'restore' && <RestoreTaskDialog task={task} name={name} onClose={close} />}
    </>
  )
}

export function TaskPanel({ task, name }: { task: Task; name: string }) {
  const t = useWords('delivery')
  const format = useFormat()
  const session = useSession()
  const couriers = useCouriers()
  const { address } = task
  const town = [address.postcode, address.city].filter((part) => part !== null).join(' ')
  const load = task.packages.map((each) => `${format.number(each.quantity)} × ${each.name}`)
  if (task.weight !== null) load.push(`${format.number(task.weight / 1000)} kg`)
  return (
    <Paper component="section" withBorder radius="lg" p="md" aria-label={name} data-task={task.id}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Stack gap={2}>
          <Group gap="xs">
            <Text fw={600} td={task.status === 'cancelled' ? 'line-through' : 'none'}>
              {name}
            </Text>
            <TaskState task={task} />
          </Group>
          <Text size="sm">{[address.street, town].filter((part) => part !== null && part !== '').join(', ')}</Text>
          {address.phone !== null && (
            <Anchor size="sm" href={`tel:${address.phone.replace(/[^+\d]/g, '')}`}>
              {address.phone}
            </Anchor>
          )}
          <Text size="sm">
            <WindowText after={task.after} before={task.before} />
            {task.attempt > 1 && ` · ${t('attempt', { n: task.attempt })}`}
          </Text>
          {load.length > 0 && <Text size="sm">{load.join(' · ')}</Text>}
          {task.comments !== null && <Text size="sm">{format.quoted(task.comments)}</Text>}
          {can(session, 'delivery.read') && (
            <Text size="sm">
              {format.named(t('courier'))}
              {couriers.name(task.courier_id) ??
                (task.courier_id === null ? t('courier.none') : `#${String(task.courier_id)}`)}
            </Text>
          )}
          {task.incidents > 0 && (
            <Text size="sm" fw={600}>
              {t('reported', { count: task.incidents })}
            </Text>
          )}
          {task.ended_at !== null && (
            <Text size="xs" c="dimmed">
              {format.named(t(`state.${task.status}`))}
              <Time iso={task.ended_at} />
            </Text>
          )}
        </Stack>
        {can(session, 'delivery.write') && <Acts task={task} name={name} />}
      </Group>
    </Paper>
  )
}
