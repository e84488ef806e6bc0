// Changes of a whole list: order, archive, quadrants. One after the other, each on what the last one left.
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { asProblem } from '@/api'
import { useFieldText, useLanguage, useProblemText } from '@/i18n'
import { notifyFailed } from '@/ui'
import { listKey, putList, storeList, type Entry, type List } from './config_api'

export type Change = (items: readonly Entry[]) => Entry[]

/** What is wrong in words, with what the server says about single fields. */
export function useListProblem(): (error: unknown) => string {
  const problemText = useProblemText()
  const fieldText = useFieldText()
  return (error) => {
    const { fields } = asProblem(error)
    return fields.length === 0 ? problemText(error) : [...new Set(fields.map(fieldText))].join(' ')
  }
}

export function useEntries(list: string) {
  const client = useQueryClient()
  const language = useLanguage()
  const problemText = useListProblem()
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const [busy, setBusy] = useState(0)

  const run = async (change: Change, done: ((after: List) => void) | undefined) => {
    const before = client.getQueryData<List>(listKey(list))
    if (!before) return
    const items = change(before.items)
    client.setQueryData<List>(listKey(list), { ...before, items })
    try {
      const after = await putList(before, items, language)
      storeList(client, after)
      done?.(after)
    } catch (error) {
      client.setQueryData<List>(listKey(list), before)
      notifyFailed(problemText(error))
      await client.invalidateQueries({ queryKey: listKey(list) })
    }
  }
  return {
    busy: busy > 0,
    /** Shown at once, taken back with the reason when the server refuses. */
    change: (change: Change, done?: (after: List) => void) => {
      setBusy((n) => n + 1)
      queue.current = queue.current
        .then(() => run(change, done))
        .finally(() => {
          setBusy((n) => n - 1)
        })
    },
  }
}
