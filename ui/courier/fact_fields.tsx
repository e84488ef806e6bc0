// What there really is, where it differs from what was ordered: packages, weight, window, supplements. What is changed
// here is proposed to dispatch; nothing is charged by it.
import { use, useEffect, useId, useState } from 'react'
import { LAST_CLOCK, TimeZone, useWords, zoneName } from '@/i18n'
import { loadSupplements, type Task } from './api'
import { gramsOf, proposalOf, type Draft } from './draft'
import { Stepper } from './stepper'

interface Props {
  task: Task
  draft: Draft
  wrong: string | undefined
  onChange: (some: Partial<Draft>) => void
}

function useSupplements(taskId: number): readonly (string | number)[] {
  const [rules, setRules] = useState<readonly (string | number)[]>([])
  useEffect(() => {
    let isLate = false
    loadSupplements(taskId).then(
      (list) => {
        if (!isLate) setRules(list)
      },
      () => undefined, // Without the list there is nothing to add; the rest can be reported.
    )
    return () => {
      isLate = true
    }
  }, [taskId])
  return rules
}

function AddPackage({ onAdd }: { onAdd: (name: string) => void }) {
  const t = useWords('courier')
  const id = useId()
  const [name, setName] = useState('')
  return (
    <div className="field">
      <label htmlFor={id}>{t('package.other')}</label>
      <div className="row">
        <input
          id={id}
          maxLength={100}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
        />
        <button
          type="button"
          className="button quiet"
          disabled={name.trim() === ''}
          onClick={() => {
            onAdd(name.trim())
            setName('')
          }}
        >
          {t('add')}
        </button>
      </div>
    </div>
  )
}

function TimeField(props: { label: string; value: string; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type="datetime-local"
        max={LAST_CLOCK}
        value={props.value}
        onChange={(event) => {
          props.onChange(event.currentTarget.value)
        }}
      />
    </div>
  )
}

export function FactFields({ task, draft, wrong, onChange }: Props) {
  const t = useWords('courier')
  const weightId = useId()
  const supplements = useSupplements(task.id)
  const wasOf = (name: string) => task.packages.find((each) => each.name === name)?.quantity ?? 0
  const timeZone = use(TimeZone)
  const isWrongWeight = gramsOf(draft.weight) === undefined
  return (
    <>
      <p className="note">{t('really.why')}</p>
      {wrong !== undefined && <p className="wrong">{wrong}</p>}
      {draft.packages.map(({ name, quantity }, at) => (
        <Stepper
          key={name}
          label={name}
          value={quantity}
          was={wasOf(name)}
          onChange={(next) => {
            onChange({ packages: draft.packages.map((each, i) => (i === at ? { name, quantity: next } : each)) })
          }}
        />
      ))}
      <details>
        <summary>{t('really.more')}</summary>
        <div className="stack">
          <AddPackage
            onAdd={(name) => {
              if (!draft.packages.some((each) => each.name === name))
                onChange({ packages: [...draft.packages, { name, quantity: 1 }] })
            }}
          />
          <div className="field">
            <label htmlFor={weightId}>{t('weight')}</label>
            <input
              id={weightId}
              inputMode="decimal"
              maxLength={20}
              value={draft.weight}
              onChange={(event) => {
                onChange({ weight: event.currentTarget.value })
              }}
              {...(isWrongWeight && { 'aria-invalid': true, 'aria-describedby': `${weightId}-wrong` })}
            />
            {isWrongWeight && (
              <p id={`${weightId}-wrong`} className="wrong">
                {t('weight.wrong')}
              </p>
            )}
          </div>
          {supplements.map((rule) => (
            <Stepper
              key={JSON.stringify(rule)}
              label={t('supplement', { name: String(rule) })}
              value={draft.supplements[JSON.stringify(rule)] ?? 0}
              onChange={(quantity) => {
                onChange({ supplements: { ...draft.supplements, [JSON.stringify(rule)]: quantity } })
              }}
            />
          ))}
          <p className="note">{t('window.new', { zone: zoneName(timeZone) })}</p>
          <TimeField
            label={t('window.after')}
            value={draft.after}
            onChange={(after) => {
              onChange({ after })
            }}
          />
          <TimeField
            label={t('window.before')}
            value={draft.before}
            onChange={(before) => {
              onChange({ before })
            }}
          />
        </div>
      </details>
      {proposalOf(task, draft, timeZone) && <p className="flag">{t('really.asks')}</p>}
    </>
  )
}
