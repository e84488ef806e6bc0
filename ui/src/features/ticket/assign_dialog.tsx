// Gives a ticket to somebody or to another queue, with a word on what happened and what is next (TK-5).
import { Select, Stack, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { can } from '@/api'
import { useWords } from '@/i18n'
import { Dialog, useSession, FormEnd } from '@/ui'
import { staffQuery, type Ticket } from './ticket_api'
import { useConfig } from '@/features/config'
import { useOwning } from './use_ticket'

const HANDOVER_MAX = 5000

export function AssignDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const t = useWords('ticket')
  const session = useSession()
  const me = session.person
  const queues = useConfig('queues')
  const owning = useOwning(ticket)
  const { data: staff = [] } = useQuery({ ...staffQuery, enabled: can(session, 'person.read') })
  const [owner, setOwner] = useState(ticket.assignee_id)
  const [queue, setQueue] = useState(ticket.queue)
  const [handover, setHandover] = useState('')
  const known = [
    { id: me.id, name: me.name },
    ...(ticket.assignee_id !== null ? [{ id: ticket.assignee_id, name: ticket.assignee_name ?? '' }] : []),
    ...staff,
  ]
  const people = known.filter((person, at) => known.findIndex(({ id }) => id === person.id) === at)
  const isSame = owner === ticket.assignee_id && queue === ticket.queue
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('ticket:assign.title', { number: ticket.number })}
      closeOnClickOutside={false}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isSame || owning.busy) return
          owning.assign(
            {
              ...(owner !== ticket.assignee_id && { assignee_id: owner }),
              ...(queue !== null && queue !== ticket.queue && { queue }),
              ...(handover.trim() !== '' && { handover }),
            },
            onClose,
          )
        }}
      >
        <Stack>
          <Select
            label={t('ticket:assignee_id')}
            data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={owner === null ? null : String(owner)}
            onChange={(id) => {
              setOwner(id === null ? null : Number(id))
            }}
            placeholder={t('ticket:owner.none')}
            searchable
            openOnFocus={false}
            clearable
            clearButtonProps={{ 'aria-label': t('ticket:owner.none') }}
            data-autofocus
          />
          <Select
            label={t('ticket:queue')}
            data={queues.options}
            value={queue}
            allowDeselect={false}
            onChange={(key) => {
              if (key !== null) setQueue(key)
            }}
          />
          <Textarea
            label={t('ticket:handover')}
            description={t('ticket:handover.why')}
            maxLength={HANDOVER_MAX}
            autosize
            minRows={3}
            value={handover}
            onChange={(event) => {
              setHandover(event.currentTarget.value)
            }}
          />
          <FormEnd action={t('ticket:assign')} busy={owning.busy} disabled={isSame} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  )
}
