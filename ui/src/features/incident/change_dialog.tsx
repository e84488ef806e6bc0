// What was proposed is changed before it is approved: how many, how heavy; the new price stands above the button (DL-5).
import { NumberInput, Stack, Text, Textarea } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, newKey, type Problem } from '@/api'
import { useSigned } from '@/features/order'
import { useFormat, useProblemText, useWords } from '@/i18n'
import { Dialog, FormEnd } from '@/ui'
import { changesOf, factsOf, previewPrice, type Proposed } from './changes'
import type { Proposal } from './incident_api'

interface Props {
  proposal: Proposal
  taskName: (id: number) => string
  busy: boolean
  onApprove: (changes: Proposed, reason: string, refused: (problem: Problem) => void) => void
  onClose: () => void
}

function Count(props: { label: string; value: number; onChange: (value: number) => void; kilograms?: boolean }) {
  const { decimalMark } = useFormat()
  const unit = props.kilograms === true ? 1000 : 1
  return (
    <NumberInput
      label={props.label}
      min={0}
      allowNegative={false}
      max={props.kilograms === true ? 1_000_000 : 10_000}
      decimalScale={props.kilograms === true ? 3 : 0}
      decimalSeparator={decimalMark}
      value={props.value / unit}
      onChange={(given) => {
        props.onChange(Math.round(Number(given) * unit))
      }}
    />
  )
}

function Fields(props: { facts: Proposed; taskName: Props['taskName']; onFacts: (facts: Proposed) => void }) {
  const t = useWords('incident')
  const format = useFormat()
  const { tasks, supplements } = props.facts
  const setTask = (at: number, change: Partial<Proposed['tasks'][number]>) => {
    props.onFacts({ ...props.facts, tasks: tasks.map((task, i) => (i === at ? { ...task, ...change } : task)) })
  }
  return (
    <>
      {tasks.map((task, at) => (
        <Stack key={task.id} gap="xs" role="group" aria-label={props.taskName(task.id)}>
          <Text size="sm" fw={600}>
            {props.taskName(task.id)}
          </Text>
          {task.packages?.map(({ name, quantity }, which) => (
            <Count
              key={name}
              label={name}
              value={quantity}
              onChange={(value) => {
                const packages = task.packages?.map((old, i) => (i === which ? { ...old, quantity: value } : old))
                setTask(at, { ...(packages && { packages }) })
              }}
            />
          ))}
          {task.weight != null && (
            <Count
              label={t('weight')}
              kilograms
              value={task.weight}
              onChange={(weight) => {
                setTask(at, { weight })
              }}
            />
          )}
        </Stack>
      ))}
      {supplements.map(({ rule, quantity }, at) => (
        <Count
          key={at}
          label={format.named(t('facts.supplement'), String(rule))}
          value={quantity}
          onChange={(value) => {
            props.onFacts({
              ...props.facts,
              supplements: supplements.map((old, i) => (i === at ? { ...old, quantity: value } : old)),
            })
          }}
        />
      ))}
    </>
  )
}

export function ChangeDialog({ proposal, taskName, busy, onApprove, onClose }: Props) {
  const t = useWords('incident')
  const format = useFormat()
  const signed = useSigned()
  const problemText = useProblemText()
  const [facts, setFacts] = useState(() => factsOf(proposal))
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const price = useQuery({
    queryKey: ['proposal', 'price', proposal.order_id, proposal.order_version, facts],
    queryFn: () => previewPrice(proposal.order_id, changesOf(facts), newKey()),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const wrong = problem ?? (price.error ? asProblem(price.error) : undefined)
  const isKnown = price.data !== undefined && !price.isPlaceholderData && !price.error
  const total = price.data ? format.money(price.data.new_total, proposal.currency) : '…'
  return (
    <Dialog opened onClose={onClose} title={t('incident:change.title')} closeOnClickOutside={false}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (busy || !isKnown) return
          setProblem(undefined)
          onApprove(changesOf(facts), reason, setProblem)
        }}
      >
        <Stack>
          <Fields facts={facts} taskName={taskName} onFacts={setFacts} />
          <Textarea
            label={t('incident:reason')}
            description={t('incident:reason.why')}
            maxLength={1000}
            autosize
            value={reason}
            onChange={(event) => {
              setReason(event.currentTarget.value)
            }}
          />
          <Text size="sm" role="status">
            {format.named(t('incident:total.old'), format.money(proposal.old_total, proposal.currency))} →{' '}
            {format.named(t('incident:total.new'))}
            <strong>{total}</strong>
            {price.data && ` (${signed(price.data.difference, proposal.currency)})`}
          </Text>
          {wrong && (
            <Text role="alert" size="sm" c="var(--mantine-color-error)">
              {problemText(wrong)}
            </Text>
          )}
          <FormEnd action={t('incident:approve', { total })} busy={busy} disabled={!isKnown} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  )
}
