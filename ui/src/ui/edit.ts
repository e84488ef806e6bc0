// Editing a record that others may change meanwhile: nobody's change is overwritten unseen (TK-17).
import { useRef, useState } from 'react'
import type { Item } from '@/api'
import { useAppForm, type AppFormState, type FormValues } from './form'
import { notifyFailed } from './notify'
import { useProblemText } from '@/i18n'

/** Those of mine that differ from base. */
export function changedValues<V extends FormValues>(mine: V, base: V): Partial<V> {
  return Object.fromEntries(Object.entries(mine).filter(([name, value]) => base[name] !== value)) as Partial<V>
}

/** My changes on top of theirs. */
export function mergedValues<V extends FormValues>(mine: V, base: V, theirs: V): V {
  return { ...theirs, ...changedValues(mine, base) }
}

/** What they changed to something else than stands in my form: this must be shown. */
export function conflictsOf<V extends FormValues>(mine: V, base: V, theirs: V): (keyof V & string)[] {
  return Object.keys(mine).filter((name) => theirs[name] !== base[name] && theirs[name] !== mine[name])
}

export interface Conflict<V extends FormValues> {
  names: (keyof V & string)[]
  mine: V
  theirs: V
  /** What to begin with: mine where I changed something, theirs elsewhere. */
  merged: V
}

export interface Edit<V extends FormValues> {
  form: AppFormState<V>
  conflict: Conflict<V> | undefined
  /** Saves these values on top of the others' version. */
  resolve: (values: V) => void
  /** Back to the form as it was typed. */
  dismiss: () => void
}

export interface EditOptions<T extends Item, V extends FormValues> {
  record: T
  valuesOf: (record: T) => V
  /** Loads the record as it is now. */
  load: () => Promise<T>
  save: (base: T, changes: Partial<V>) => Promise<T>
  /** before: the version that the change was made on. */
  done: (after: T, before: T) => void
}

export function useEdit<T extends Item, V extends FormValues>(options: EditOptions<T, V>): Edit<V> {
  const { load, valuesOf } = options
  const problemText = useProblemText()
  const base = useRef(options.record)
  const [conflict, setConflict] = useState<{ record: T; shown: Conflict<V> }>()

  const form = useAppForm<V, { after: T; before: T }>({
    values: valuesOf(options.record),
    save: async (values) => {
      const before = base.current
      const changes = changedValues(values, valuesOf(before))
      const after = Object.keys(changes).length === 0 ? before : await options.save(before, changes)
      return { after, before }
    },
    done: ({ after, before }) => {
      options.done(after, before)
    },
    handled: (problem, values) => {
      if (!problem.isConflict) return false
      load().then(
        (record) => {
          compare(values, record)
        },
        (error: unknown) => {
          notifyFailed(problemText(error))
        },
      )
      return true
    },
  })

  function compare(mine: V, record: T): void {
    const theirs = valuesOf(record)
    const ours = valuesOf(base.current)
    const names = conflictsOf(mine, ours, theirs)
    const merged = mergedValues(mine, ours, theirs)
    if (names.length === 0) saveOn(record, merged)
    else setConflict({ record, shown: { names, mine, theirs, merged } })
  }

  function saveOn(record: T, values: V): void {
    base.current = record
    setConflict(undefined)
    form.setValues(values)
    form.send(values)
  }

  return {
    form,
    conflict: conflict?.shown,
    resolve: (values) => {
      if (conflict) saveOn(conflict.record, values)
    },
    dismiss: () => {
      setConflict(undefined)
    },
  }
}
