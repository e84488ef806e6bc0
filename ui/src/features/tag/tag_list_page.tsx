// The admin's list of tags.
import { ActionIcon, Button, Group, Tooltip } from '@mantine/core'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { IconPlus, IconTags, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { can } from '@/api'
import { useWords } from '@/i18n'
import {
  changeView,
  Empty,
  ListBar,
  Page,
  ResourceTable,
  Time,
  useCommands,
  useResourceList,
  useSession,
  type Column,
  type ListView,
} from '@/ui'
import { tagList, tags, type Tag } from './tag_api'
import { ColourDot, TagBadge } from './tag_badge'
import { TagDeleteDialog } from './tag_delete_dialog'
import classes from './tag_list_page.module.css'
import { tagListRoute } from './tag_route'

export function TagListPage() {
  const t = useWords('tag')
  const navigate = useNavigate()
  const mayWrite = can(useSession(), 'tag.write')
  const view = tagListRoute.useSearch()
  const list = useResourceList(tags, tagList(tagListRoute.useLoaderDeps()))
  const [leaving, setLeaving] = useState<Tag>()

  const setView = (change: { [K in keyof ListView]: string | undefined }) =>
    void navigate({ to: '.', search: changeView(view, change), replace: true })
  const startNew = () => void navigate({ to: '/tags/new', search: view })

  useCommands(mayWrite ? [{ id: 'tag.new', label: t('new'), group: t('title'), keys: 'n', run: startNew }] : [])

  const columns: Column<Tag>[] = [
    {
      name: 'name',
      label: t('name'),
      main: true,
      sorts: true,
      cell: (tag) =>
        mayWrite ? (
          <Link to="/tags/$id" params={{ id: tag.id }} search={view} className={classes['open']}>
            <TagBadge tag={tag} />
          </Link>
        ) : (
          <TagBadge tag={tag} />
        ),
    },
    {
      name: 'colour',
      label: t('colour'),
      wide: true,
      cell: (tag) => (
        <Group gap={8}>
          <ColourDot colour={tag.colour} />
          {t(`colour.${tag.colour}`)}
        </Group>
      ),
    },
    {
      name: 'created_at',
      label: t('created_at'),
      wide: true,
      sorts: true,
      cell: (tag) => <Time iso={tag.created_at} />,
    },
  ]

  const newButton = mayWrite && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={startNew}>
      {t('new')}
    </Button>
  )
  return (
    <Page name="tag" title={t('title')} tip={t('tip')} actions={newButton}>
      <ListBar searchLabel={t('search')} columns={columns} view={view} onView={setView} />
      <ResourceTable
        label={t('title')}
        list={list}
        columns={columns}
        view={view}
        onView={setView}
        {...(mayWrite && {
          actions: (tag: Tag) => <DeleteButton tag={tag} onClick={setLeaving} />,
        })}
        empty={
          view.q === undefined ? (
            <Empty icon={<IconTags aria-hidden />} title={t('empty.title')} action={newButton}>
              {t('empty.text')}
            </Empty>
          ) : (
            <Empty
              icon={<IconTags aria-hidden />}
              title={t('no_match', { q: view.q })}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setView({ q: undefined })
                  }}
                >
                  {t('show_all')}
                </Button>
              }
            />
          )
        }
      />
      <TagDeleteDialog
        tag={leaving}
        onClose={() => {
          setLeaving(undefined)
        }}
      />
      <Outlet />
    </Page>
  )
}

function DeleteButton({ tag, onClick }: { tag: Tag; onClick: (tag: Tag) => void }) {
  const t = useWords('tag')
  const label = t('delete.of', { name: tag.name })
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        c="dimmed"
        aria-label={label}
        onClick={() => {
          onClick(tag)
        }}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
