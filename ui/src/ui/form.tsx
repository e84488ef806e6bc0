// Forms: errors of the server land on their fields, what was typed stays, the same submit is sent once.
import { Alert, Button, Group } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ChangeEvent, type ReactNode } from 'react'
import { useChange, type Problem } from '@/api'
import { announce } from './announce'
import { useFieldText, useProblemText, useWords } from '@/i18n'
import { UnsavedGuard } from './unsaved_guard'

export type FormValues = Record<string, string | number | boolean | null>

export interface FieldInput<T> {
  name: string
  value: T
  /** Takes a value, or the event of a native input. */
  onChange: (change: T | ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) => void
  error: string | undefined
}

export interface AppFormState<V extends FormValues> {
  values: V
  setValues: (values: Partial<V>) => void
  /** Props of the input of one field. */
  input: <N extends keyof V & string>(name: N) => FieldInput<V[N]>
  busy: boolean
  /** What went wrong beyond single fields. */
  problem: string | undefined
  /** Something was typed that is not saved. */
  hasUnsaved: () => boolean
  submit: () => void
  /** Submits these values, whatever the fields show at this moment. */
  send: (values: V) => void
  /** How often the server refused; the form moves the focus to the first wrong field each time. */
  refusals: number
}

export interface AppFormOptions<V extends FormValues, R> {
  /** What the fields hold at first. */
  values: V
  save: (values: V, idempotencyKey: string) => Promise<R>
  done?: (result: R) => void
  /** Takes a problem that is not to be shown as an error, such as a conflict. */
  handled?: (problem: Problem, values: V) => boolean
}

interface Wrong {
  /** By field. */
  errors: Readonly<Record<string, string>>
  problem?: string
  refusals: number
}

function isEvent(change: unknown): change is ChangeEvent<HTMLInputElement> {
  return typeof change === 'object' && change !== null && 'currentTarget' in change
}

function without(errors: Wrong['errors'], name: string): Wrong['errors'] {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => field !== name))
}

/** "requester.email" is about the field "email" where the form has one of that name. */
function nameIn(sent: FormValues, name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1)
  return !(name in sent) && last in sent ? last : name
}

/** "tag.name_taken" is about the field "name". */
function takenField(code: string): string | undefined {
  return /\.(\w+)_taken$/.exec(code)?.[1]
}

export function useAppForm<V extends FormValues, R>(options: AppFormOptions<V, R>): AppFormState<V> {
  const t = useWords('problem')
  const problemText = useProblemText()
  const fieldText = useFieldText()
  const change = useChange(options.save)
  const [initial] = useState(options.values)
  const [values, setValues] = useState(options.values)
  const [wrong, setWrong] = useState<Wrong>({ errors: {}, refusals: 0 })
  const saved = useRef(false)

  const set = (name: string, value: unknown) => {
    setValues((old) => ({ ...old, [name]: value }))
    setWrong((old) => ({ ...old, errors: without(old.errors, name) }))
  }
  const refuse = (error: Problem, sent: V) => {
    if (options.handled?.(error, sent)) return
    const fields = error.fields.map((field) => ({ ...field, name: nameIn(sent, field.name) }))
    const known = fields.filter((field) => field.name in sent)
    const others = fields.filter((field) => !(field.name in sent))
    // One message per field: the first is the one to begin with.
    const errors = Object.fromEntries(known.toReversed().map((field) => [field.name, fieldText(field)]))
    const taken = takenField(error.code)
    if (taken !== undefined && taken in sent) errors[taken] ??= problemText(error)
    const isMarked = Object.keys(errors).length > 0
    const text = isMarked && others.length === 0 ? t('check_fields') : problemText(error)
    const problem = [text, ...others.map((field) => `${field.name}: ${fieldText(field)}`)].join(' ')
    setWrong((old) => ({ errors, problem, refusals: old.refusals + 1 }))
    announce(problem)
  }
  const send = (sent: V) => {
    setWrong((old) => ({ errors: {}, refusals: old.refusals }))
    change.mutate(sent, {
      onError: (error) => {
        refuse(error, sent)
      },
      onSuccess: (result) => {
        saved.current = true
        options.done?.(result)
      },
    })
  }

  return {
    values,
    setValues: (some) => {
      setValues((old) => ({ ...old, ...some }))
    },
    input: (name) => ({
      name,
      value: values[name],
      onChange: (given) => {
        set(name, isEvent(given) ? given.currentTarget.value : given)
      },
      error: wrong.errors[name],
    }),
    busy: change.isPending,
    problem: wrong.problem,
    hasUnsaved: () => !saved.current && Object.entries(initial).some(([name, value]) => values[name] !== value),
    submit: () => {
      if (!change.isPending) send(values)
    },
    send,
    refusals: wrong.refusals,
  }
}

/** guard: asks before what was typed is left behind. */
export function AppForm<V extends FormValues>(props: {
  form: AppFormState<V>
  guard?: boolean
  label?: string
  children: ReactNode
}) {
  const { form } = props
  const element = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (form.refusals > 0) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [form.refusals])
  return (
    <form
      ref={element}
      noValidate
      aria-label={props.label}
      onSubmit={(event) => {
        event.preventDefault()
        form.submit()
      }}
    >
      {form.problem !== undefined && (
        <Alert role="group" color="red" variant="outline" mb="md" icon={<IconAlertTriangle aria-hidden />}>
          {form.problem}
        </Alert>
      )}
      {props.children}
      {props.guard === true && <UnsavedGuard hasUnsaved={form.hasUnsaved} />}
    </form>
  )
}

/** What stands under a form: the way back, and the one act. */
export function FormEnd(props: { action: string; busy: boolean; disabled?: boolean; onCancel: () => void }) {
  const t = useWords('common')
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={props.onCancel}>
        {t('cancel')}
      </Button>
      <Button type="submit" disabled={props.disabled ?? false} loading={props.busy}>
        {props.action}
      </Button>
    </Group>
  )
}
