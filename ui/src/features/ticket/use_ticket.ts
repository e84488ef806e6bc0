// What the person may do with tickets, and the acts that several screens share.
import { useQueryClient } from '@tanstack/react-query'
import { asProblem, useChange } from '@/api'
import { useProblemText, useWords } from '@/i18n'
import { changedValues, notifyDone, notifyFailed, useEdit, useSession } from '@/ui'
import {
  assignTicket,
  loadTicket,
  moveTicket,
  ofWhom,
  tickets,
  updateTicket,
  widgetsKey,
  type Ticket,
  type TicketPatch,
} from './ticket_api'
import { reloadParts } from './ticket_topic'

/** Staff work on tickets; others follow what they reported, and read it in other words. */
export function useStaff(): boolean {
  return useSession().staff
}

/** After a number, whose it is; one's own needs no name. */
export function useOfWhom(): (ticket: Ticket) => string {
  const { staff, person } = useSession()
  return (ticket) =>
    staff || (ticket.requester_id !== null && ticket.requester_id !== person.id) ? ofWhom(ticket) : ''
}

/** What all tickets together, or the list of them, are called. */
export function useListName(): string {
  const t = useWords('common')
  return t(useStaff() ? 'nav.tickets' : 'nav.reports')
}

/** What opening one is called. */
export function useNewName(): string {
  const t = useWords('common')
  return t(useStaff() ? 'nav.tickets.new' : 'nav.reports.new')
}

/** Puts a ticket that the server answered with into the cache, with what depends on it. */
export function useTaken(): (ticket: Ticket) => void {
  const queryClient = useQueryClient()
  return (ticket) => {
    tickets.store(queryClient, ticket)
    void reloadParts(queryClient, ticket.id)
    void queryClient.invalidateQueries({ queryKey: widgetsKey })
  }
}

export interface Owning {
  busy: boolean
  assign: (
    change: { assignee_id?: number | null; queue?: string; handover?: string | null },
    done?: (ticket: Ticket) => void,
  ) => void
  claim: () => void
}

/** Taking and giving: of two who take at once one wins, and the other is told who. */
export function useOwning(ticket: Ticket): Owning {
  const t = useWords('ticket')
  const me = useSession().person
  const problemText = useProblemText()
  const taken = useTaken()
  const change = useChange(assignTicket)

  const refused = (error: unknown) => {
    if (asProblem(error).code !== 'ticket.taken') {
      notifyFailed(problemText(error))
      return
    }
    loadTicket(ticket.id).then(
      (now) => {
        taken(now)
        notifyFailed(t('taken', { name: now.assignee_name ?? '', number: now.number }))
      },
      () => {
        notifyFailed(problemText(error))
      },
    )
  }
  const assign: Owning['assign'] = (wanted, done) => {
    const expected = wanted.assignee_id === undefined ? {} : { expected_assignee_id: ticket.assignee_id }
    change.mutate(
      { id: ticket.id, ...wanted, ...expected },
      {
        onError: refused,
        onSuccess: (now) => {
          taken(now)
          notifyDone(
            now.assignee_name === null
              ? t('assigned.nobody', { number: now.number })
              : t('assigned', { name: now.assignee_name, number: now.number }),
          )
          done?.(now)
        },
      },
    )
  }
  return {
    busy: change.isPending,
    assign,
    claim: () => {
      if (ticket.assignee_id !== me.id && !change.isPending) assign({ assignee_id: me.id })
    },
  }
}

/** A move that needs nothing more than the wish. */
export function useMove() {
  const t = useWords('ticket')
  const problemText = useProblemText()
  const taken = useTaken()
  const change = useChange(moveTicket)
  return {
    busy: change.isPending,
    move: (ticket: Ticket, to: { to: string; name: string }, settled?: (after: Ticket | undefined) => void) => {
      change.mutate(
        { id: ticket.id, to: to.to },
        {
          onError: (error) => {
            notifyFailed(problemText(error))
            settled?.(undefined)
          },
          onSuccess: (after) => {
            taken(after)
            notifyDone(t('moved', { number: after.number, status: to.name }))
            settled?.(after)
          },
        },
      )
    },
  }
}

type PatchValues = Record<string, string | number | boolean | null>

/** Editing some fields: saved with undo, and shown as yours and theirs when somebody else was faster (TK-17). */
export function useTicketEdit<V extends PatchValues>(options: {
  ticket: Ticket
  valuesOf: (ticket: Ticket) => V
  toPatch?: (changes: Partial<V>) => TicketPatch
  done: () => void
}) {
  const t = useWords('ticket', 'common')
  const problemText = useProblemText()
  const taken = useTaken()
  const { valuesOf, toPatch = (changes: Partial<V>): TicketPatch => changes } = options

  const takeBack = (after: Ticket, before: Ticket) => {
    updateTicket(after, toPatch(changedValues(valuesOf(before), valuesOf(after)))).then(
      (restored) => {
        taken(restored)
        notifyDone(t('ticket:undone', { number: restored.number }))
      },
      (error: unknown) => {
        notifyFailed(problemText(error))
      },
    )
  }
  return useEdit<Ticket, V>({
    record: options.ticket,
    valuesOf,
    load: () => loadTicket(options.ticket.id),
    save: (base, changes) => updateTicket(base, toPatch(changes)),
    done: (after, before) => {
      taken(after)
      options.done()
      if (after.version === before.version) return
      notifyDone(t('ticket:saved', { number: after.number }), {
        label: t('common:undo'),
        run: () => {
          takeBack(after, before)
        },
      })
    },
  })
}
