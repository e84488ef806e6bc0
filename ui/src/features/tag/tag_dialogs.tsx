// A new tag, and an existing one to rename or recolour; both over the list.
import { Center, Loader } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useProblemText, useWords } from '@/i18n'
import { changedValues, ConflictDialog, Dialog, Failed, notifyDone, notifyFailed, useAppForm, useEdit } from '@/ui'
import { createTag, loadTag, tagQuery, tags, updateTag, type Tag } from './tag_api'
import { TagBadge } from './tag_badge'
import { TagForm, type TagValues } from './tag_form'
import { tagEditRoute, tagListRoute } from './tag_route'

function useBackToList(): () => void {
  const navigate = useNavigate()
  const view = tagListRoute.useSearch()
  return () => void navigate({ to: '/tags', search: view })
}

function TagDialog({ title, children }: { title: string; children: ReactNode }) {
  const back = useBackToList()
  return (
    <Dialog opened onClose={back} title={title} closeOnClickOutside={false}>
      {children}
    </Dialog>
  )
}

export function TagNewDialog() {
  const t = useWords('tag')
  const queryClient = useQueryClient()
  const back = useBackToList()
  const form = useAppForm<TagValues, Tag>({
    values: { name: '', colour: 'gray' },
    save: createTag,
    done: (tag) => {
      tags.store(queryClient, tag)
      void tags.reload(queryClient)
      notifyDone(t('created', { name: tag.name }))
      back()
    },
  })
  return (
    <TagDialog title={t('new')}>
      <TagForm form={form} action={t('create')} onCancel={back} />
    </TagDialog>
  )
}

export function TagEditDialog() {
  const t = useWords('tag')
  const { id } = tagEditRoute.useParams()
  const tag = useQuery(tagQuery(id))
  return (
    <TagDialog title={t('edit')}>
      {tag.isPending && (
        <Center h={180}>
          <Loader />
        </Center>
      )}
      {tag.isError && <Failed error={tag.error} onRetry={() => void tag.refetch()} />}
      {tag.data && <TagEditor key={id} tag={tag.data} />}
    </TagDialog>
  )
}

const valuesOf = ({ name, colour }: Tag): TagValues => ({ name, colour })

function TagEditor({ tag }: { tag: Tag }) {
  const t = useWords('tag', 'common')
  const queryClient = useQueryClient()
  const problemText = useProblemText()
  const back = useBackToList()

  const takeBack = (after: Tag, before: Tag) => {
    updateTag(after, changedValues(valuesOf(before), valuesOf(after))).then(
      (restored) => {
        tags.store(queryClient, restored)
        notifyDone(t('tag:undone', { name: restored.name }))
      },
      (error: unknown) => {
        notifyFailed(problemText(error))
      },
    )
  }
  const edit = useEdit<Tag, TagValues>({
    record: tag,
    valuesOf,
    load: () => loadTag(tag.id),
    save: updateTag,
    done: (after, before) => {
      tags.store(queryClient, after)
      back()
      if (after.version === before.version) return
      notifyDone(t('tag:saved', { name: after.name }), {
        label: t('common:undo'),
        run: () => {
          takeBack(after, before)
        },
      })
    },
  })
  return (
    <>
      <TagForm form={edit.form} action={t('tag:save')} onCancel={back} />
      <ConflictDialog
        edit={edit}
        fields={[
          { name: 'name', label: t('tag:name') },
          {
            name: 'colour',
            label: t('tag:colour'),
            show: (colour) => (
              <TagBadge tag={{ name: t(`tag:colour.${colour as Tag['colour']}`), colour: colour as Tag['colour'] }} />
            ),
          },
        ]}
      />
    </>
  )
}
