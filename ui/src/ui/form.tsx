// Forms: errors of the server land on their fields, what was typed stays, the same submit is sent once.
import { Alert } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, type Problem } from '@/api'
import { announce } from './announce'
import { useFieldText, useProblemText } from './problem_text'
import { UnsavedGuard } from './unsaved_guard'

export type FormValues = Record<string, string | number | boolean | null>

export interface AppFormState<V extends FormValues> {
  values: V
  setValues: (values: Partial<V>) => void
  /** Props of the input of one field: value, change, error. */
  input: (name: keyof V & string) => ReturnType<UseFormReturnType<V>['getInputProps']>
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

export function useAppForm<V extends FormValues, R>(options: AppFormOptions<V, R>): AppFormState<V> {
  const { t } = useTranslation('problem')
  const problemText = useProblemText()
  const fieldText = useFieldText()
  const form = useForm<V>({ mode: 'controlled', initialValues: options.values })
  const change = useChange(options.save)
  const saved = useRef(false)
  const [problem, setProblem] = useState<string>()
  const [refusals, setRefusals] = useState(0)

  const refuse = (error: Problem, values: V) => {
    if (options.handled?.(error, values)) return
    const known = error.fields.filter((field) => field.name in form.values)
    const others = error.fields.filter((field) => !(field.name in form.values))
    // One message per field: the first is the one to begin with.
    form.setErrors(Object.fromEntries(known.toReversed().map((field) => [field.name, fieldText(field)])))
    const text = known.length > 0 && others.length === 0 ? t('check_fields') : problemText(error)
    const whole = [text, ...others.map((field) => `${field.name}: ${fieldText(field)}`)].join(' ')
    setProblem(whole)
    setRefusals((count) => count + 1)
    announce(whole)
  }

  const send = (values: V) => {
    setProblem(undefined)
    change.mutate(values, {
      onError: refuse,
      onSuccess: (result) => {
        saved.current = true
        options.done?.(result)
      },
    })
  }
  const submit = form.onSubmit((values) => {
    if (!change.isPending) send(values)
  })

  return {
    values: form.values,
    setValues: (values) => {
      form.setValues(values)
    },
    input: (name) => form.getInputProps(name),
    busy: change.isPending,
    problem,
    hasUnsaved: () => !saved.current && form.isDirty(),
    submit: () => {
      submit()
    },
    send,
    refusals,
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
