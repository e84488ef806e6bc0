// One list: its entries in order, moved by hand or by button, each opened to be edited.
import { Anchor, Button, Group, Select, Skeleton, Stack, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { IconArrowLeft, IconListDetails, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useLanguage, useWords } from '@/i18n'
import { ConfirmDialog, Empty, Failed, ListBar, notifyDone, Page, useCommands } from '@/ui'
import { shapesQuery, type Entry } from './config_api'
import { listRoute, type EntriesView } from './config_route'
import { treeOf } from './entries'
import { EntryList } from './entry_list'
import { fixed } from './list_spec'
import { groupedLists, useListName } from './overview_page'
import { QuadrantPanel } from './quadrant_panel'
import { useEntries } from './use_entries'
import { listQuery } from './use_config'

/** Found in any language, and by key; with those above, so that one sees where they hang. */
function matching(items: readonly Entry[], q: string): readonly Entry[] {
  const wanted = q.toLowerCase()
  const hits = items.filter(({ key, labels }) =>
    [key, ...Object.values(labels)].some((text) => text.toLowerCase().includes(wanted)),
  )
  const shown = new Set(hits.map(({ key }) => key))
  for (const hit of hits)
    for (let at = items.find(({ key }) => key === hit.parent); at && !shown.has(at.key);)
      [, at] = [shown.add(at.key), items.find(({ key }) => key === at?.parent)]
  return items.filter(({ key }) => shown.has(key))
}

function ListSwitch({ list }: { list: string }) {
  const t = useWords('config')
  const listName = useListName()
  const navigate = useNavigate()
  const { data } = useQuery(shapesQuery)
  const groups = groupedLists([...(data?.keys() ?? [])])
  return (
    <Select
      aria-label={t('which')}
      data={groups.map(({ group, lists }) => ({
        group: t.find(`group.${group}`) ?? group,
        items: lists.map((value) => ({ value, label: listName(value) })),
      }))}
      value={list}
      allowDeselect={false}
      maxDropdownHeight={400}
      onChange={(to) => {
        if (to !== null) void navigate({ to: '/lists/$list', params: { list: to } })
      }}
    />
  )
}

export function ListPage() {
  const t = useWords('config', 'common')
  const language = useLanguage()
  const navigate = useNavigate()
  const listName = useListName()
  const { list } = listRoute.useParams()
  const view = listRoute.useSearch()
  const query = useQuery(listQuery(list))
  const entries = useEntries(list)
  const [leaving, setLeaving] = useState<Entry>()
  const items = query.data?.items ?? []
  const shown = items.filter((entry) => view.archived === true || entry.archived !== true)
  const found = view.q === undefined ? shown : matching(shown, view.q)

  const setView = (change: EntriesView) => void navigate({ to: '.', search: change, replace: true })
  const startNew = () => void navigate({ to: '/lists/$list/new', params: { list }, search: view })
  const mayAdd = query.data !== undefined && !fixed.includes(list)
  useCommands(
    mayAdd ? [{ id: 'config.new', label: t('config:new'), group: listName(list), keys: 'n', run: startNew }] : [],
  )

  const setArchived = (entry: Entry, archived: boolean) => {
    const name = entry.labels[language]
    entries.change(
      (all) => all.map((each) => (each.key === entry.key ? { ...each, archived } : each)),
      () => {
        if (archived)
          notifyDone(t('config:archived', { name }), {
            label: t('common:undo'),
            run: () => {
              setArchived(entry, false)
            },
          })
        else notifyDone(t('config:restored', { name }))
      },
    )
  }
  const newButton = mayAdd && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={startNew}>
      {t('config:new')}
    </Button>
  )
  const hasArchived = items.some((entry) => entry.archived === true)
  const tip = t.find(`config:for.${list}`)
  return (
    <Page name={`config.${list}`} title={listName(list)} {...(tip !== undefined && { tip })} actions={newButton}>
      <Group justify="space-between" gap="xs">
        <Anchor component={Link} to="/lists" size="sm">
          <Group gap={4} component="span">
            <IconArrowLeft size={14} aria-hidden />
            {t('config:all')}
          </Group>
        </Anchor>
        <ListSwitch list={list} />
      </Group>
      {list === 'priorities' && <QuadrantPanel items={items} onChange={entries.change} />}
      <ListBar
        searchLabel={t('config:search')}
        columns={[]}
        view={{ ...(view.q !== undefined && { q: view.q }) }}
        onView={({ q }) => {
          setView({ ...(q !== undefined && q !== '' && { q }), ...(view.archived && { archived: true }) })
        }}
      >
        {(hasArchived || view.archived) && (
          <Switch
            label={t('config:archived.show')}
            checked={view.archived === true}
            onChange={(event) => {
              setView({
                ...(view.q !== undefined && { q: view.q }),
                ...(event.currentTarget.checked && { archived: true }),
              })
            }}
          />
        )}
      </ListBar>
      {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <Stack gap={6} aria-hidden>
          {[1, 2, 3, 4, 5].map((at) => (
            <Skeleton key={at} height={52} radius="md" />
          ))}
        </Stack>
      )}
      {query.data &&
        (found.length > 0 ? (
          <EntryList
            list={list}
            items={items}
            rows={treeOf(found)}
            fixedOrder={view.q !== undefined}
            search={view}
            onChange={entries.change}
            onArchive={setLeaving}
            onRestore={(entry) => {
              setArchived(entry, false)
            }}
          />
        ) : (
          <Empty
            icon={<IconListDetails aria-hidden />}
            title={view.q === undefined ? t('config:empty.title') : t('config:no_match', { q: view.q })}
            action={view.q === undefined ? newButton : undefined}
          >
            {view.q === undefined && t('config:empty.text')}
          </Empty>
        ))}
      <ConfirmDialog
        opened={leaving !== undefined}
        title={t('config:archive.title', { name: leaving?.labels[language] ?? '' })}
        action={t('config:archive')}
        onConfirm={() => {
          if (leaving) setArchived(leaving, true)
          setLeaving(undefined)
        }}
        onClose={() => {
          setLeaving(undefined)
        }}
      >
        {t('config:archive.text')}
      </ConfirmDialog>
      <Outlet />
    </Page>
  )
}
