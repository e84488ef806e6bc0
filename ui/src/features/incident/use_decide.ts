// Deciding about a proposal; of two who decide at once both see what holds.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useChange, type Problem } from '@/api'
import { useProblemText, useWords } from '@/i18n'
import { announce, notifyDone, notifyFailed } from '@/ui'
import { aboutOrders, loadOrder, takeOrder } from '@/features/order'
import { decide, type Decision, type Proposal, type Verb } from './incident_api'

export interface Deciding {
  busy: boolean
  /** The order changed since: what is shown now is new, and nothing was decided. */
  isStale: boolean
  run: (verb: Verb, reason: string, done?: () => void) => void
  /** Approves something else than was proposed; `refused` is told why not. */
  approve: (changes: Decision['changes'], reason: string, done: () => void, refused: (problem: Problem) => void) => void
}

export function useDecide(proposal: Proposal): Deciding {
  const t = useWords('incident')
  const problemText = useProblemText()
  const queryClient = useQueryClient()
  const change = useChange(decide)
  const [isStale, setStale] = useState(false)

  const refresh = async () => {
    await queryClient.invalidateQueries({ queryKey: aboutOrders })
    takeOrder(queryClient, await loadOrder(proposal.order_id))
  }
  const refused = (problem: Problem) => {
    void refresh()
    if (problem.code === 'proposal.stale' && proposal.status === 'open') {
      setStale(true)
      announce(t('stale.title'))
      return
    }
    notifyFailed(problemText(problem))
  }
  const decided = (after: Proposal) => {
    setStale(false)
    void refresh()
    notifyDone(t(`said.${after.status}`))
  }
  return {
    busy: change.isPending,
    isStale,
    run: (verb, reason, done) => {
      change.mutate(
        { proposal, verb, reason },
        {
          onError: (problem) => {
            refused(problem)
            // Where it can be put right or tried again, the reason stays as it was typed.
            if (problem.status === 409) done?.()
          },
          onSuccess: (after) => {
            decided(after)
            done?.()
          },
        },
      )
    },
    approve: (changes, reason, done, notApproved) => {
      change.mutate(
        { proposal, verb: 'approve', reason, changes },
        {
          onError: (problem) => {
            if (problem.code === 'proposal.stale') {
              refused(problem)
              done()
            } else notApproved(problem)
          },
          onSuccess: (after) => {
            decided(after)
            done()
          },
        },
      )
    },
  }
}
