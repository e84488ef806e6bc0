// Rows of one table of the form: changed, added, removed, moved. What the server said stays at its row until that changes.
import { useEffect, useRef } from 'react'
import type { AppFormState, FormValues } from '@/ui'

export type RowErrors = Readonly<Record<string, string>>

export interface Table {
  form: AppFormState<FormValues>
  /** By path: "transitions[2]", "states[1].queue". */
  errors: RowErrors
  setErrors: (errors: RowErrors) => void
}

export interface Rows<R> {
  rows: readonly R[]
  set: (at: number, change: Partial<R>) => void
  add: () => void
  remove: (at: number) => void
  move: (at: number, by: -1 | 1) => void
  /** Of a field, or of the row as a whole. */
  error: (at: number, field?: string) => string | undefined
  /** What finds the button of a row. */
  stepName: (at: number, by: -1 | 1) => string
}

export function useRows<R>({ form, errors, setErrors }: Table, name: 'states' | 'transitions', empty: R): Rows<R> {
  const rows = JSON.parse(String(form.values[name])) as R[]
  const stepName = (at: number, by: -1 | 1) => `${name} ${String(at)} ${String(by)}`
  /** The button that was pressed keeps the focus while its row moves. */
  const pressed = useRef<string>(undefined)
  useEffect(() => {
    if (pressed.current === undefined) return
    document.querySelector<HTMLElement>(`[data-step="${pressed.current}"]`)?.focus()
    pressed.current = undefined
  })
  const write = (next: readonly R[], gone: string) => {
    form.input(name).onChange(JSON.stringify(next))
    setErrors(Object.fromEntries(Object.entries(errors).filter(([path]) => !path.startsWith(gone))))
  }
  const pathOf = (at: number) => `${name}[${String(at)}]`
  return {
    rows,
    set: (at, change) => {
      write(rows.with(at, { ...(rows[at] ?? empty), ...change }), pathOf(at))
    },
    add: () => {
      write([...rows, empty], pathOf(rows.length))
    },
    remove: (at) => {
      write(rows.toSpliced(at, 1), `${name}[`)
    },
    move: (at, by) => {
      const row = rows[at]
      if (row === undefined || rows[at + by] === undefined) return
      pressed.current = stepName(at + by, by)
      write(rows.toSpliced(at, 1).toSpliced(at + by, 0, row), `${name}[`)
    },
    error: (at, field) =>
      field === undefined
        ? errors[pathOf(at)]
        : Object.entries(errors).find(([path]) => path.startsWith(`${pathOf(at)}.${field}`))?.[1],
    stepName,
  }
}
