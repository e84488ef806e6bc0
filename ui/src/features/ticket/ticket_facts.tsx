// The facts beside the conversation: who, what about, since when, what was promised.
import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconPencil } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { can } from '@/api'
import { useWords } from '@/i18n'
import { OrderLink } from '@/features/order'
import { TagBadge } from '@/features/tag'
import { Time, useCommands, useSession } from '@/ui'
import { FactsDialog } from './facts_dialog'
import { judgedText } from './quadrant'
import { PersonLink, personQuery } from '@/features/person'
import { tagsQuery, type Ticket } from './ticket_api'
import { NextNews } from './ticket_badges'
import { useConfig } from '@/features/config'
import classes from './ticket_facts.module.css'

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (children === null || children === undefined || children === '' || children === false) return null
  return (
    <div className={classes['fact']}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Reach({ personId }: { personId: number }) {
  const { data } = useQuery(personQuery(personId))
  if (!data) return null
  return (
    <Stack gap={0}>
      {data.email !== null && (
        <Anchor size="sm" href={`mailto:${data.email}`} className={classes['reach'] ?? ''}>
          {data.email}
        </Anchor>
      )}
      {data.phone !== null && (
        <Anchor size="sm" href={`tel:${data.phone}`} className={classes['reach'] ?? ''}>
          {data.phone}
        </Anchor>
      )}
      {data.postcode !== null && <Text size="sm">{data.postcode}</Text>}
    </Stack>
  )
}

function Tags({ names }: { names: readonly string[] }) {
  const { data = [] } = useQuery(tagsQuery)
  return (
    <Group gap={4}>
      {names.map((name) => (
        <TagBadge key={name} tag={{ name, colour: data.find((tag) => tag.name === name)?.colour ?? 'gray' }} />
      ))}
    </Group>
  )
}

/** What who reported wants to know first: who has it, and when they hear. */
export function ReportFacts({ ticket }: { ticket: Ticket }) {
  const t = useWords('ticket')
  const me = useSession().person
  return (
    <dl className={classes['own']}>
      <Fact label={t('own.owner')}>{ticket.assignee_name ?? t('own.team')}</Fact>
      {ticket.group === 'done' ? (
        <Fact label={t('own.closed')}>{ticket.resolved_at && <Time iso={ticket.resolved_at} />}</Fact>
      ) : (
        <Fact label={t('own.next')}>
          <NextNews ticket={ticket} />
        </Fact>
      )}
      <Fact label={t('own.reported')}>
        <Time iso={ticket.created_at} />
      </Fact>
      {ticket.requester_id !== me.id && <Fact label={t('requester_id')}>{ticket.requester_name}</Fact>}
    </dl>
  )
}

export function TicketFacts({ ticket }: { ticket: Ticket }) {
  const t = useWords('ticket')
  const session = useSession()
  const kinds = useConfig('kinds')
  const channels = useConfig('channels')
  const areas = useConfig('areas')
  const steps = useConfig('journey_steps')
  const resolutions = useConfig('resolutions')
  const slas = useConfig('slas')
  const [isEditing, setEditing] = useState(false)
  const edit = () => {
    setEditing(true)
  }
  useCommands([{ id: 'ticket.facts', label: t('facts.edit'), group: t('this'), keys: 'f', run: edit }])
  const moment = (iso: string | null) => (iso === null ? null : <Time iso={iso} />)
  const number = (id: number | null) => (id === null ? null : String(id))
  return (
    <>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Title order={2} size="h5">
          {t('facts')}
        </Title>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPencil size={14} aria-hidden />}
          aria-label={t('facts.edit')}
          onClick={edit}
        >
          {t('edit')}
        </Button>
      </Group>
      <dl className={classes['facts']}>
        {ticket.requester_id === null ? (
          ticket.store_id === null && <Fact label={t('requester_id')}>{t('requester.none')}</Fact>
        ) : (
          <Fact label={t('requester_id')}>
            <PersonLink id={ticket.requester_id} name={ticket.requester_name} />
            {can(session, 'person.read') && <Reach personId={ticket.requester_id} />}
          </Fact>
        )}
        <Fact label={t('store_id')}>{ticket.store_name}</Fact>
        {ticket.affected_id !== ticket.requester_id && (
          <Fact label={t('affected_id')}>
            {ticket.affected_id !== null && <PersonLink id={ticket.affected_id} name={ticket.affected_name} />}
          </Fact>
        )}
        <Fact label={t('named_id')}>
          {ticket.named_id !== null && <PersonLink id={ticket.named_id} name={ticket.named_name} />}
        </Fact>
        {ticket.tags.length > 0 && (
          <Fact label={t('tags')}>
            <Tags names={ticket.tags} />
          </Fact>
        )}
        <Fact label={t('kind')}>{ticket.kind && kinds.label(ticket.kind)}</Fact>
        <Fact label={t('channel')}>{channels.label(ticket.channel)}</Fact>
        <Fact label={t('area')}>{ticket.area && areas.label(ticket.area)}</Fact>
        <Fact label={t('order_id')}>{ticket.order_id !== null && <OrderLink id={ticket.order_id} />}</Fact>
        <Fact label={t('task_id')}>
          {ticket.task_id !== null && ticket.order_id !== null ? (
            <OrderLink id={ticket.order_id} taskId={ticket.task_id} />
          ) : (
            number(ticket.task_id)
          )}
        </Fact>
        <Fact label={t('product_id')}>{ticket.product_name ?? number(ticket.product_id)}</Fact>
        <Fact label={t('carrier')}>{ticket.carrier}</Fact>
        <Fact label={t('journey_step')}>{ticket.journey_step && steps.label(ticket.journey_step)}</Fact>
        <Fact label={t('impact')}>{ticket.impact && t(`impact.${ticket.impact}`)}</Fact>
        <Fact label={t('intermittent')}>
          {ticket.intermittent === null ? null : t(`judged.${judgedText(ticket.intermittent)}`)}
        </Fact>
        <Fact label={t('sla')}>{ticket.sla && slas.label(ticket.sla)}</Fact>
        <Fact label={t('next_update_due_at')}>{ticket.group !== 'done' && moment(ticket.next_update_due_at)}</Fact>
        {ticket.first_response_at === null ? (
          <Fact label={t('first_response_due_at')}>{moment(ticket.first_response_due_at)}</Fact>
        ) : (
          <Fact label={t('first_response_at')}>{moment(ticket.first_response_at)}</Fact>
        )}
        <Fact label={t('answer_due_at')}>{moment(ticket.answer_due_at)}</Fact>
        <Fact label={t('resolution_due_at')}>{moment(ticket.resolution_due_at)}</Fact>
        <Fact label={t('created_at')}>{moment(ticket.created_at)}</Fact>
        <Fact label={t('updated_at')}>{moment(ticket.updated_at)}</Fact>
        <Fact label={t('resolved_at')}>{moment(ticket.resolved_at)}</Fact>
        <Fact label={t('resolution')}>{ticket.resolution && resolutions.label(ticket.resolution)}</Fact>
        <Fact label={t('resolution_text')}>{ticket.resolution_text}</Fact>
      </dl>
      {isEditing && (
        <FactsDialog
          ticket={ticket}
          onClose={() => {
            setEditing(false)
          }}
        />
      )}
    </>
  )
}
