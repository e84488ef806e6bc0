// One person: how to reach them, where they stand, whom they lead, what was changed, and the way to their tickets.
import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconPencil, IconTicket } from '@tabler/icons-react'
import { useId, useState, type ReactNode } from 'react'
import { asProblem, can } from '@/api'
import { useConfig } from '@/features/config'
import { languageNames, useWords } from '@/i18n'
import { Failed, GonePage, NotFoundPage, Page, Time, useCommands, useSession } from '@/ui'
import { accountOfQuery, networkQuery, personQuery, type Person } from './person_api'
import { PersonEditDialog } from './person_edit_dialog'
import { PersonHistory } from './person_history'
import { PersonNetwork } from './person_network'
import classes from './person_page.module.css'
import { personRoute } from './person_route'

function Block({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <Paper component="section" withBorder radius="lg" p="md" aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (children === null || children === '') return null
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function address(person: Person, ship: boolean): string | null {
  const parts = ship
    ? [person.ship_street, person.ship_postcode, person.ship_city, person.ship_territory, person.ship_country]
    : [person.street, person.postcode, person.city, person.territory, person.country]
  const given = parts.filter((part) => part !== null && part !== '')
  return given.length === 0 ? null : given.join(', ')
}

function Contact({ person }: { person: Person }) {
  const t = useWords('person')
  const channels = useConfig('channels')
  const language =
    person.locale === null
      ? null
      : (Object.entries(languageNames).find(([key]) => key === person.locale)?.[1] ?? person.locale)
  return (
    <dl className={classes['facts']}>
      <Fact label={t('field.email')}>
        {person.email && (
          <Anchor size="sm" href={`mailto:${person.email}`}>
            {person.email}
          </Anchor>
        )}
      </Fact>
      <Fact label={t('field.phone')}>
        {person.phone && (
          <Anchor size="sm" href={`tel:${person.phone}`}>
            {person.phone}
          </Anchor>
        )}
      </Fact>
      <Fact label={t('field.preferred_channel')}>
        {person.preferred_channel && channels.label(person.preferred_channel)}
      </Fact>
      <Fact label={t('field.contact_hours')}>{person.contact_hours}</Fact>
      <Fact label={t('field.locale')}>{language}</Fact>
      <Fact label={t('field.time_zone')}>{person.time_zone}</Fact>
      <Fact label={t('address')}>{address(person, false)}</Fact>
      <Fact label={t('address.ship')}>{address(person, true)}</Fact>
    </dl>
  )
}

function Sponsor({ person, hidden }: { person: Person; hidden: boolean }) {
  const t = useWords('person')
  const { data } = useInfiniteQuery(networkQuery(person.id))
  if (hidden) return t('sponsor.hidden')
  if (person.sponsor_id === null) return t('sponsor.none')
  const sponsors = data?.pages.at(0)?.sponsors
  if (sponsors === undefined) return '…'
  if (sponsors.length === 0) return t('sponsor.hidden')
  return sponsors.map((each, at) => (
    <span key={each.id}>
      {at > 0 && ' ‹ '}
      <Link to="/people/$id" params={{ id: each.id }}>
        {each.name}
      </Link>
    </span>
  ))
}

function Standing({ person, hidden }: { person: Person; hidden: boolean }) {
  const t = useWords('person')
  const kinds = useConfig('person_kinds')
  const ranks = useConfig('ranks')
  const statuses = useConfig('person_statuses')
  return (
    <dl className={classes['facts']}>
      <Fact label={t('field.kind')}>{kinds.label(person.kind)}</Fact>
      <Fact label={t('field.rank')}>{person.rank && ranks.label(person.rank)}</Fact>
      <Fact label={t('field.status')}>{person.status && statuses.label(person.status)}</Fact>
      <Fact label={t('field.sponsor_id')}>
        <Sponsor person={person} hidden={hidden} />
      </Fact>
      <Fact label={t('created_at')}>
        <Time iso={person.created_at} />
      </Fact>
      <Fact label={t('updated_at')}>
        <Time iso={person.updated_at} />
      </Fact>
    </dl>
  )
}

function AccountOf({ id }: { id: number }) {
  const t = useWords('person', 'account')
  const { data, error, refetch } = useQuery(accountOfQuery(id))
  if (error && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Skeleton height={20} aria-hidden />
  if (data === null)
    return (
      <Text size="sm" c="dimmed">
        {t('account.none')}
      </Text>
    )
  return (
    <dl className={classes['facts']}>
      <Fact label={t('account:state')}>
        <Link to="/accounts/$id" params={{ id: data.id }}>
          {t(`account:state.${data.state}`)}
        </Link>
      </Fact>
      <Fact label={t('field.email')}>{data.email}</Fact>
      <Fact label={t('account:seen_at')}>
        {data.seen_at === null ? t('account:never') : <Time iso={data.seen_at} />}
      </Fact>
    </dl>
  )
}

function Tickets({ id }: { id: number }) {
  const t = useWords('person')
  const { staff } = useSession()
  return (
    <>
      {(['requester', 'affected'] as const).map((name) => (
        <Button
          key={name}
          renderRoot={(props) => <Link to="/tickets" search={{ [name]: String(id) }} {...props} />}
          variant="default"
          leftSection={<IconTicket size={16} aria-hidden />}
        >
          {t(staff ? `tickets.${name}` : `reports.${name}`)}
        </Button>
      ))}
    </>
  )
}

function Whole({ person }: { person: Person }) {
  const t = useWords('person')
  const session = useSession()
  const [isEditing, setEditing] = useState(false)
  const isMe = person.id === session.person.id
  const mayEdit = isMe || can(session, 'person.write')
  const seesContact = isMe || can(session, can(session, 'person.read') ? 'person.contact' : 'person.network_contact')
  const seesStanding = isMe || can(session, can(session, 'person.read') ? 'person.rank' : 'person.network_rank')
  const edit = () => {
    setEditing(true)
  }
  useCommands(mayEdit ? [{ id: 'person.edit', label: t('edit'), group: t('this'), keys: 'e', run: edit }] : [])
  const actions = (
    <>
      <Tickets id={person.id} />
      {mayEdit && (
        <Button leftSection={<IconPencil size={16} aria-hidden />} onClick={edit}>
          {t('edit')}
        </Button>
      )}
    </>
  )
  return (
    <Page title={person.name === '' ? t('unnamed') : person.name} name="person.one" actions={actions} wide>
      <div className={classes['columns']}>
        <Stack gap="md">
          <Block title={t('contact')}>
            {seesContact ? (
              <Contact person={person} />
            ) : (
              <Text size="sm" c="dimmed">
                {t('contact.hidden')}
              </Text>
            )}
          </Block>
          <Block title={t('standing')}>
            <Standing person={person} hidden={!seesStanding} />
          </Block>
          {can(session, 'account.read') && (
            <Block title={t('account')}>
              <AccountOf id={person.id} />
            </Block>
          )}
        </Stack>
        <Stack gap="md">
          <Block title={t('network')}>
            <PersonNetwork id={person.id} label={person.name} />
          </Block>
          {seesContact && (
            <Block title={t('history')}>
              <PersonHistory id={person.id} />
            </Block>
          )}
        </Stack>
      </div>
      {isEditing && (
        <PersonEditDialog
          person={person}
          onClose={() => {
            setEditing(false)
          }}
        />
      )}
    </Page>
  )
}

export function PersonPage() {
  const t = useWords('person')
  const { id } = personRoute.useParams()
  const isId = Number.isInteger(id) && id > 0
  const person = useQuery({ ...personQuery(id), enabled: isId })
  if (!isId) return <NotFoundPage />
  if (person.error && !person.data)
    return asProblem(person.error).status === 404 ? (
      <GonePage title={t('gone')} text={t('gone.text')} />
    ) : (
      <Failed error={person.error} onRetry={() => void person.refetch()} />
    )
  if (!person.data)
    return (
      <Stack aria-hidden>
        <Skeleton height={36} width="50%" />
        <Group>
          <Skeleton height={160} radius="lg" />
        </Group>
      </Stack>
    )
  return <Whole key={id} person={person.data} />
}
