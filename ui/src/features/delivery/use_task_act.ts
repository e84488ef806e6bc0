// An act on a task: what the server answers with is on the screen at once, with the order's new price.
import { useQueryClient } from '@tanstack/react-query'
import { useChange, type Problem } from '@/api'
import { useProblemText } from '@/i18n'
import { notifyDone, notifyFailed } from '@/ui'
import { loadOrder, takeOrder, type Task } from '@/features/order'

export function useTaskAct<V>(run: (vars: V, key: string) => Promise<Task>, said: string) {
  const queryClient = useQueryClient()
  const problemText = useProblemText()
  const change = useChange(run)
  return {
    busy: change.isPending,
    act: (vars: V, done?: () => void, refused?: (problem: Problem) => void) => {
      change.mutate(vars, {
        onSuccess: (task) => {
          notifyDone(said)
          done?.()
          loadOrder(task.order_id).then(
            (order) => {
              takeOrder(queryClient, order)
            },
            () => undefined, // The event about it loads it, too.
          )
        },
        onError: (problem) => {
          if (refused) refused(problem)
          else notifyFailed(problemText(problem))
        },
      })
    },
  }
}
