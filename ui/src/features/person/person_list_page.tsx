// People, found by whatever one knows of them: a name, a postcode, a number, an address, in any order.
import { Button, Group, Select, Text } from '@mantine/core'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { IconPlus, IconUsers } from '@tabler/icons-react'
import { useEffect } from 'react'
import { can } from '@/api'
import { useConfig, type ListName } from '@/features/config'
import { useWords } from '@/i18n'
import { Empty, ListBar, Page, ResourceTable, useCommands, useResourceList, useSession, type Column } from '@/ui'
import { people, personList, type PersonRow } from './person_api'
import { personListRoute } from './person_route'
import { changePersonView, filters, hasFilter, type FilterName, type PersonView } from './person_view'

type ViewChange = { [K in keyof PersonView]?: string | undefined }

const LISTS: Record<FilterName, ListName> = { kind: 'person_kinds', rank: 'ranks', status: 'person_statuses' }

function Filter(props: { name: FilterName; view: PersonView; onView: (change: ViewChange) => void }) {
  const t = useWords('person')
  const { options } = useConfig(LISTS[props.name])
  return (
    <Select
      aria-label={t(`field.${props.name}`)}
      placeholder={t(`all.${props.name}`)}
      data={options}
      value={props.view[props.name] ?? null}
      onChange={(value) => {
        props.onView({ [props.name]: value ?? undefined })
      }}
      clearable
      clearButtonProps={{ 'aria-label': t(`all.${props.name}`) }}
      w={170}
    />
  )
}

/** Columns of contact data only where the answer holds some: the viewer may not see it, or nobody gave it. */
function useColumns(rows: readonly PersonRow[]): Column<PersonRow>[] {
  const t = useWords('person')
  const kinds = useConfig('person_kinds')
  const ranks = useConfig('ranks')
  const statuses = useConfig('person_statuses')
  const has = (name: 'email' | 'phone' | 'postcode') => rows.some((row) => row[name] !== null)
  return [
    {
      name: 'name',
      label: t('field.name'),
      main: true,
      sorts: true,
      cell: (row) => (
        <Link to="/people/$id" params={{ id: row.id }}>
          {row.name === '' ? t('unnamed') : row.name}
        </Link>
      ),
    },
    { name: 'kind', label: t('field.kind'), cell: (row) => kinds.label(row.kind) },
    { name: 'rank', label: t('field.rank'), wide: true, cell: (row) => row.rank !== null && ranks.label(row.rank) },
    { name: 'status', label: t('field.status'), cell: (row) => row.status !== null && statuses.label(row.status) },
    ...(has('postcode')
      ? [{ name: 'postcode', label: t('field.postcode'), wide: true, cell: (row: PersonRow) => row.postcode }]
      : []),
    ...(has('email') || has('phone')
      ? [
          {
            name: 'contact',
            label: t('contact'),
            wide: true,
            cell: (row: PersonRow) => (
              <>
                {row.email !== null && <Text size="sm">{row.email}</Text>}
                {row.phone !== null && (
                  <Text size="sm" c="dimmed">
                    {row.phone}
                  </Text>
                )}
              </>
            ),
          },
        ]
      : []),
  ]
}

export function PersonListPage() {
  const t = useWords('person', 'common')
  const navigate = useNavigate()
  const mayWrite = can(useSession(), 'person.write')
  const view = personListRoute.useSearch()
  const list = useResourceList(people, personList(personListRoute.useLoaderDeps()))
  const columns = useColumns(list.rows)

  const setView = (change: ViewChange) =>
    void navigate({ to: '.', search: changePersonView(view, change), replace: true })
  const startNew = () => void navigate({ to: '/people/new', search: view })
  useCommands(
    mayWrite ? [{ id: 'person.new', label: t('new'), group: t('common:nav.people'), keys: 'n', run: startNew }] : [],
  )

  // A page of a search may hold nobody though a later one does.
  const { more } = list
  const isBarren = list.rows.length === 0 && more !== undefined && !list.isLoadingMore && !list.isOld && !list.error
  useEffect(() => {
    if (isBarren) more()
  })

  const newButton = mayWrite && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={startNew}>
      {t('new')}
    </Button>
  )
  return (
    <Page name="person" title={t('common:nav.people')} tip={t('tip')} actions={newButton}>
      <ListBar searchLabel={t('search')} longest={100} columns={columns} view={view} onView={setView} />
      <Group gap="xs">
        {filters.map((name) => (
          <Filter key={name} name={name} view={view} onView={setView} />
        ))}
      </Group>
      <ResourceTable
        label={t('common:nav.people')}
        list={{ ...list, isPending: list.isPending || (list.rows.length === 0 && more !== undefined) }}
        columns={columns}
        view={view}
        onView={setView}
        empty={
          hasFilter(view) ? (
            <Empty
              icon={<IconUsers aria-hidden />}
              title={t('no_match')}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setView({ q: undefined, kind: undefined, rank: undefined, status: undefined })
                  }}
                >
                  {t('show_all')}
                </Button>
              }
            >
              {t('no_match.text')}
            </Empty>
          ) : (
            <Empty icon={<IconUsers aria-hidden />} title={t('empty.title')} action={newButton}>
              {t('empty.text')}
            </Empty>
          )
        }
      />
      <Outlet />
    </Page>
  )
}
