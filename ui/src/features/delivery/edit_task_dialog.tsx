// Changes what a task is: courier, window, packages, weight. Says what it does to the price before it is saved.
import { Group, NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { use, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { newKey } from '@/api'
import {
  clockAt,
  LAST_CLOCK,
  momentOf,
  TimeZone,
  useFieldText,
  useFormat,
  useProblemText,
  useWords,
  zoneName,
} from '@/i18n'
import { Dialog, FormEnd } from '@/ui'
import { orderQuery, useSigned, type Task } from '@/features/order'
import { moveTask, previewPrice, updateTask, useCouriers, type TaskPatch } from './delivery_api'
import { useTaskAct } from './use_task_act'

interface Props {
  task: Task
  name: string
  /** reschedule: another attempt, with a new window. */
  mode: 'edit' | 'reschedule'
  onClose: () => void
}

function useValues(task: Task) {
  const timeZone = use(TimeZone)
  const toField = (iso: string | null) => clockAt(iso, timeZone)
  const toIso = (typed: string) => (typed === '' ? null : momentOf(typed, timeZone).toISOString())
  const [values, setValues] = useState({
    courier: task.courier_id === null ? null : String(task.courier_id),
    after: toField(task.after),
    before: toField(task.before),
    packages: task.packages,
    weight: task.weight,
    reason: '',
  })
  const patch: TaskPatch = {
    ...(values.courier !== (task.courier_id === null ? null : String(task.courier_id)) && {
      courier_id: values.courier === null ? null : Number(values.courier),
    }),
    ...(values.after !== toField(task.after) && { after: toIso(values.after) }),
    ...(values.before !== toField(task.before) && { before: toIso(values.before) }),
    ...(JSON.stringify(values.packages) !== JSON.stringify(task.packages) && { packages: values.packages }),
    ...(values.weight !== task.weight && { weight: values.weight }),
  }
  const window = { after: toIso(values.after), before: toIso(values.before) }
  return { values, patch, window, zone: zoneName(timeZone), set: (some: Partial<typeof values>) => { setValues((old) => ({ ...old, ...some })) } } // prettier-ignore
}

function PriceEffect({ task, patch }: { task: Task; patch: TaskPatch }) {
  const t = useWords('delivery')
  const format = useFormat()
  const signed = useSigned()
  const order = useQuery(orderQuery(task.order_id))
  const currency = order.data?.currency ?? 'EUR'
  const { after, before, packages, weight } = patch
  const facts = {
    id: task.id,
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    ...(packages !== undefined && { packages }),
    ...(weight !== undefined && { weight }),
  }
  const isAsked = Object.keys(facts).length > 1
  const { data } = useQuery({
    queryKey: ['task', 'price', task.id, task.version, facts],
    queryFn: () => previewPrice({ orderId: task.order_id, tasks: [facts] }, newKey()),
    enabled: isAsked,
    retry: false,
  })
  return (
    <Text size="sm" role="status">
      {!isAsked && t('price.same')}
      {isAsked && data && (
        <>
          {t('price.changes')} {format.money(data.old_total, currency)} →{' '}
          <strong>{format.money(data.new_total, currency)}</strong> ({signed(data.difference, currency)})
        </>
      )}
    </Text>
  )
}

export function EditTaskDialog({ task, name, mode, onClose }: Props) {
  const t = useWords('delivery')
  const problemText = useProblemText()
  const fieldText = useFieldText()
  const { decimalMark } = useFormat()
  const couriers = useCouriers()
  const { values, patch, window, zone, set } = useValues(task)
  const [wrong, setWrong] = useState<string>()
  const isMove = mode === 'reschedule'
  const { busy, act } = useTaskAct(
    (body: TaskPatch, key: string) =>
      isMove
        ? moveTask(
            {
              id: task.id,
              after: window.after ?? '',
              before: window.before ?? '',
              ...(body.courier_id !== undefined && { courier_id: body.courier_id }),
            },
            key,
          )
        : updateTask(task, { ...body, ...(values.reason.trim() !== '' && { change_reason: values.reason.trim() }) }),
    t(isMove ? 'delivery:said.rescheduled' : 'delivery:said.saved', { name }),
  )
  const canSend = isMove ? values.after !== '' && values.before !== '' : Object.keys(patch).length > 0
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t(isMove ? 'delivery:reschedule.title' : 'delivery:edit.title', { name })}
      closeOnClickOutside={false}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!canSend || busy) return
          setWrong(undefined)
          act(patch, onClose, (problem) => {
            const [field] = problem.fields
            setWrong(field ? fieldText(field) : problemText(problem))
          })
        }}
      >
        <Stack>
          {isMove && <Text size="sm">{t('delivery:reschedule.why', { n: task.attempt + 1 })}</Text>}
          <Select
            label={t('delivery:courier')}
            data={couriers.options}
            value={values.courier}
            placeholder={t('delivery:courier.none')}
            onChange={(courier) => {
              set({ courier })
            }}
            clearable
            clearButtonProps={{ 'aria-label': t('delivery:courier.none') }}
          />
          <Group grow>
            <TextInput
              type="datetime-local"
              max={LAST_CLOCK}
              label={t('delivery:window.after')}
              value={values.after}
              onChange={(event) => {
                set({ after: event.currentTarget.value })
              }}
            />
            <TextInput
              type="datetime-local"
              max={LAST_CLOCK}
              label={t('delivery:window.before')}
              value={values.before}
              onChange={(event) => {
                set({ before: event.currentTarget.value })
              }}
            />
          </Group>
          <Text size="xs" c="dimmed">
            {t('delivery:window.zone', { zone })}
          </Text>
          {!isMove &&
            values.packages.map((each, at) => (
              <NumberInput
                key={each.name}
                label={t('delivery:package', { name: each.name })}
                min={0}
                max={10_000}
                allowDecimal={false}
                value={each.quantity}
                onChange={(quantity) => {
                  const next = values.packages.map((old, i) =>
                    i === at ? { ...old, quantity: Number(quantity) } : old,
                  )
                  set({ packages: next })
                }}
              />
            ))}
          {!isMove && (
            <>
              <NumberInput
                label={t('delivery:weight')}
                min={0}
                decimalScale={3}
                decimalSeparator={decimalMark}
                value={values.weight === null ? '' : values.weight / 1000}
                onChange={(kilograms) => {
                  set({ weight: kilograms === '' ? null : Math.round(Number(kilograms) * 1000) })
                }}
              />
              <Textarea
                label={t('delivery:reason')}
                maxLength={1000}
                autosize
                value={values.reason}
                onChange={(event) => {
                  set({ reason: event.currentTarget.value })
                }}
              />
            </>
          )}
          <PriceEffect task={task} patch={patch} />
          {wrong !== undefined && (
            <Text role="alert" size="sm" c="red.9">
              {wrong}
            </Text>
          )}
          <FormEnd
            action={isMove ? t('delivery:reschedule') : t('delivery:save')}
            busy={busy}
            disabled={!canSend}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  )
}
