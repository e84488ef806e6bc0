// What was said and done, oldest first. Internal notes look like nothing else.
import { Group, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconArrowsExchange, IconLock, IconMail, IconRobot } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat, useWords } from '@/i18n'
import { Failed, Time, useSession } from '@/ui'
import { AttachmentList } from './attachment_list'
import { ChangeFilters } from './change_filters'
import { CommentBody } from './comment_body'
import { commentsQuery, historyQuery, type Ticket, type TicketComment, type TicketEvent } from './ticket_api'
import { ChangeValue, useFieldName } from './ticket_change'
import { useConfig } from '@/features/config'
import classes from './ticket_timeline.module.css'
import { mergeTimeline, reasonOf, type ChangeFilter, type FieldChange, type TimelineFilter } from './timeline'

const filterNames = ['all', 'conversation', 'changes'] as const satisfies readonly TimelineFilter[]

function Comment({ comment }: { comment: TicketComment }) {
  const t = useWords('ticket')
  const channels = useConfig('channels')
  const { staff, person } = useSession()
  const isNote = comment.audience === 'internal'
  const look = isNote ? 'note' : comment.author_staff ? 'staff' : 'customer'
  const Icon = isNote ? IconLock : comment.automatic ? IconRobot : IconMail
  const name = comment.author_name ?? comment.from_email ?? t('author.unknown')
  const author = !staff && comment.author_id === person.id ? t('own.you') : name
  const marks = [
    ...(staff ? [isNote ? t('comment.note') : t(`audience.${comment.audience}`)] : []),
    ...(staff && !isNote && !comment.author_staff ? [channels.label(comment.channel)] : []),
    ...(comment.automatic ? [t('comment.automatic')] : []),
  ]
  return (
    <article
      className={classes['comment']}
      data-look={look}
      aria-label={t(`comment.${staff ? look : 'customer'}.of`, { name })}
    >
      <header className={classes['head']}>
        <Text component="span" size="sm" fw={650}>
          {author}
        </Text>
        {marks.length > 0 && (
          <span className={classes['mark']}>
            <Icon size={14} aria-hidden />
            {marks.join(' · ')}
          </span>
        )}
        <Text component="span" size="xs" c="dimmed" ml="auto">
          <Time iso={comment.created_at} />
        </Text>
      </header>
      <CommentBody html={comment.body_html} />
      {comment.mentions.length > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('mention.of', { names: comment.mentions.map((each) => each.name).join(', ') })}
        </Text>
      )}
      {comment.attachments.length > 0 && <AttachmentList files={comment.attachments} />}
    </article>
  )
}

function Change({ event, changes }: { event: TicketEvent; changes: readonly FieldChange[] }) {
  const t = useWords('ticket')
  const format = useFormat()
  const fieldName = useFieldName()
  const reason = reasonOf(event)
  const what = t.find(`event.${event.type.replace('ticket.', '')}`) ?? t('event.updated')
  return (
    <div className={classes['change']}>
      <IconArrowsExchange size={14} aria-hidden className={classes['icon']} />
      <div>
        <Text component="p" size="sm" m={0}>
          <Text component="span" size="sm" fw={600}>
            {event.actor_name ?? t('actor.system')}
          </Text>{' '}
          {what} ·{' '}
          <Text component="span" size="xs" c="dimmed">
            <Time iso={event.at} />
          </Text>
        </Text>
        {changes.length > 0 && (
          <ul className={classes['changes']}>
            {changes.map(({ field, from, to, currency }) => (
              <li key={field}>
                {format.named(fieldName(field))}
                <ChangeValue field={field} value={from} currency={currency} /> →{' '}
                <ChangeValue field={field} value={to} currency={currency} strong />
              </li>
            ))}
          </ul>
        )}
        {reason !== null && (
          <Text size="sm" fs="italic">
            {format.quoted(reason)}
          </Text>
        )}
      </div>
    </div>
  )
}

export function TicketTimeline({ ticket }: { ticket: Ticket }) {
  const t = useWords('ticket')
  const { staff } = useSession()
  const [filter, setFilter] = useState<TimelineFilter>('all')
  const [of, setOf] = useState<ChangeFilter>({ actor: null, field: null })
  const comments = useQuery(commentsQuery(ticket.id))
  const history = useQuery({ ...historyQuery(ticket.id), enabled: staff })
  const entries = mergeTimeline(comments.data ?? [], history.data ?? [], filter, of)
  const failed = comments.error ?? history.error
  const isPending = comments.isPending || (staff && history.isPending)
  const title = t(staff ? 'timeline' : 'timeline.conversation')
  return (
    <section aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5">
          {title}
        </Title>
        {staff && (
          <SegmentedControl
            size="xs"
            aria-label={t('timeline.filter')}
            data={filterNames.map((value) => ({ value, label: t(`timeline.${value}`) }))}
            value={filter}
            onChange={(value) => {
              setFilter(filterNames.find((name) => name === value) ?? 'all')
            }}
          />
        )}
      </Group>
      {filter === 'changes' && <ChangeFilters events={history.data ?? []} value={of} onChange={setOf} />}
      {failed && (
        <Failed
          error={failed}
          onRetry={() => {
            void comments.refetch()
            if (staff) void history.refetch()
          }}
        />
      )}
      {isPending && (
        <Stack aria-hidden gap="sm">
          <Skeleton height={90} radius="lg" />
          <Skeleton height={20} width="60%" />
          <Skeleton height={90} radius="lg" />
        </Stack>
      )}
      {!isPending && (
        <Stack gap="sm">
          {entries.map((entry) =>
            entry.kind === 'comment' ? (
              <Comment key={`c${String(entry.comment.id)}`} comment={entry.comment} />
            ) : (
              <Change key={`e${String(entry.event.id)}`} event={entry.event} changes={entry.changes} />
            ),
          )}
          {entries.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('timeline.empty')}
            </Text>
          )}
        </Stack>
      )}
    </section>
  )
}
