// Number, subject, status, level, category and owner of a ticket, and where it can go from here.
import { ActionIcon, Badge, Button, Group, Stack, Text, TextInput, Title, Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconArrowLeft, IconHandGrab, IconPencil, IconUserShare } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '@/i18n'
import { AppForm, announce, ConflictDialog, useCommands, useSession } from '@/ui'
import { AssignDialog } from './assign_dialog'
import { CategoryPicker } from './category_picker'
import { LevelPicker } from './level_picker'
import type { Ticket } from './ticket_api'
import { SlaBadge, StatusBadge } from './ticket_badges'
import { useConfig } from '@/features/config'
import classes from './ticket_header.module.css'
import { TicketMoves } from './ticket_moves'
import { PresenceChips } from './ticket_presence'
import { ticketListRoute } from './ticket_route'
import { useOwning, useStaff, useTicketEdit } from './use_ticket'
import { WatchButton } from './watch_button'

const SUBJECT_MAX = 200
const subjectOf = ({ subject }: Ticket) => ({ subject })

function SubjectForm({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const t = useWords('ticket', 'common')
  const edit = useTicketEdit({ ticket, valuesOf: subjectOf, done: onDone })
  return (
    <>
      <AppForm form={edit.form} label={t('ticket:subject.edit')}>
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <TextInput
            flex={1}
            aria-label={t('ticket:subject')}
            maxLength={SUBJECT_MAX}
            autoComplete="off"
            ref={(input) => input?.focus()}
            onKeyDown={(event) => {
              if (event.key === 'Escape') onDone()
            }}
            {...edit.form.input('subject')}
          />
          <Button type="submit" loading={edit.form.busy}>
            {t('ticket:save')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('common:cancel')}
          </Button>
        </Group>
      </AppForm>
      <ConflictDialog edit={edit} fields={[{ name: 'subject', label: t('ticket:subject') }]} />
    </>
  )
}

function Subject({ ticket, mayEdit }: { ticket: Ticket; mayEdit: boolean }) {
  const t = useWords('ticket')
  const [isEditing, setEditing] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${ticket.number} ${ticket.subject} · Amends`
  }, [ticket.number, ticket.subject])
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    announce(heading.current?.textContent ?? '')
  }, [ticket.id])

  if (isEditing)
    return (
      <SubjectForm
        ticket={ticket}
        onDone={() => {
          setEditing(false)
        }}
      />
    )
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Title order={1} size="h3" ref={heading} tabIndex={-1} className={classes['subject'] ?? ''}>
        {ticket.subject}
      </Title>
      {mayEdit && (
        <Tooltip label={t('subject.edit')}>
          <ActionIcon
            variant="subtle"
            c="dimmed"
            aria-label={t('subject.edit')}
            onClick={() => {
              setEditing(true)
            }}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  )
}

function Owner({ ticket }: { ticket: Ticket }) {
  const t = useWords('ticket')
  const me = useSession().person
  const owning = useOwning(ticket)
  const [isGiving, setGiving] = useState(false)
  const isMine = ticket.assignee_id === me.id
  useCommands([
    ...(isMine ? [] : [{ id: 'ticket.claim', label: t('claim'), group: t('this'), keys: 'c', run: owning.claim }]),
    {
      id: 'ticket.assign',
      label: t('assign'),
      group: t('this'),
      keys: 'a',
      run: () => {
        setGiving(true)
      },
    },
  ])
  return (
    <>
      {!isMine && (
        <Button
          variant={ticket.assignee_id === null ? 'filled' : 'default'}
          leftSection={<IconHandGrab size={16} aria-hidden />}
          loading={owning.busy}
          onClick={owning.claim}
        >
          {t('claim')}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconUserShare size={16} aria-hidden />}
        onClick={() => {
          setGiving(true)
        }}
      >
        {t('assign')}
      </Button>
      {isGiving && (
        <AssignDialog
          ticket={ticket}
          onClose={() => {
            setGiving(false)
          }}
        />
      )}
    </>
  )
}

/** How it is judged, whose it is, and where it can go. */
function Work({ ticket }: { ticket: Ticket }) {
  const t = useWords('ticket')
  const me = useSession().person
  const queues = useConfig('queues')
  return (
    <>
      <Group gap="xs" className={classes['line'] ?? ''}>
        <LevelPicker ticket={ticket} />
        <CategoryPicker ticket={ticket} />
        <Text size="sm" c="dimmed">
          {t('owned', {
            owner: ticket.assignee_name ?? t('owner.none'),
            queue: ticket.queue === null ? '' : queues.label(ticket.queue),
          })}
        </Text>
      </Group>
      <Group gap="xs">
        <Owner ticket={ticket} />
        <TicketMoves ticket={ticket} />
        {ticket.assignee_id !== me.id && <WatchButton id={ticket.id} />}
      </Group>
    </>
  )
}

export function TicketHeader({ ticket }: { ticket: Ticket }) {
  const t = useWords('ticket')
  const staff = useStaff()
  const view = ticketListRoute.useSearch()
  return (
    <Stack gap="xs" component="header">
      <Group gap="xs">
        <Tooltip label={t('back')}>
          <ActionIcon
            renderRoot={(props) => <Link to="/tickets" search={view} {...props} />}
            variant="default"
            aria-label={t('back')}
          >
            <IconArrowLeft size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Text size="sm" c="dimmed" fw={600}>
          {ticket.number}
        </Text>
        <StatusBadge ticket={ticket} />
        {staff && <SlaBadge ticket={ticket} />}
        {staff && ticket.reopened_count !== null && ticket.reopened_count > 0 && (
          <Badge variant="default" tt="none" fw={500}>
            {t('reopened', { count: ticket.reopened_count })}
          </Badge>
        )}
        {staff && <PresenceChips id={ticket.id} />}
      </Group>
      <Subject ticket={ticket} mayEdit={staff} />
      {staff && <Work ticket={ticket} />}
    </Stack>
  )
}
