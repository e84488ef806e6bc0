// A tag leaves every ticket that carries it, which cannot be undone: so it is asked about.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useProblemText, useWords } from '@/i18n'
import { asProblem, useChange } from '@/api'
import { ConfirmDialog, notifyDone, notifyFailed } from '@/ui'
import { deleteTag, tags, type Tag } from './tag_api'

export function TagDeleteDialog({ tag, onClose }: { tag: Tag | undefined; onClose: () => void }) {
  const t = useWords('tag')
  const queryClient = useQueryClient()
  const problemText = useProblemText()
  const removal = useChange(deleteTag)
  // The dialog keeps its words while it fades out.
  const [shown, setShown] = useState(tag)
  if (tag && tag !== shown) setShown(tag)

  const gone = async (removed: Tag) => {
    onClose()
    notifyDone(t('deleted', { name: removed.name }))
    await tags.reload(queryClient, removed.id)
  }
  const confirm = () => {
    if (!tag) return
    removal.mutate(tag, {
      onSuccess: () => void gone(tag),
      onError: (error) => {
        // Somebody else was faster: what was wanted is the case.
        if (asProblem(error).status === 404) void gone(tag)
        else notifyFailed(problemText(error))
      },
    })
  }
  return (
    <ConfirmDialog
      opened={tag !== undefined}
      title={t('delete.title', { name: shown?.name ?? '' })}
      action={t('delete')}
      busy={removal.isPending}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('delete.text')}
    </ConfirmDialog>
  )
}
