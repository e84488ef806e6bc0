// Nobody loses what they typed by a stray click: leaving an unsaved form is asked about first.
import { useBlocker } from '@tanstack/react-router'
import { useWords } from '@/i18n'
import { ConfirmDialog } from './confirm'

export function UnsavedGuard({ hasUnsaved }: { hasUnsaved: () => boolean }) {
  const t = useWords('common')
  const blocker = useBlocker({
    shouldBlockFn: async () => {
      // The key press that closes the form must be over, or it closes the question as well.
      await new Promise((resolve) => setTimeout(resolve))
      return hasUnsaved()
    },
    enableBeforeUnload: () => hasUnsaved(),
    withResolver: true,
  })
  return (
    <ConfirmDialog
      opened={blocker.status === 'blocked'}
      title={t('unsaved.title')}
      action={t('unsaved.leave')}
      back={t('unsaved.stay')}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    >
      {t('unsaved.text')}
    </ConfirmDialog>
  )
}
