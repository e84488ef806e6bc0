// Nobody loses what they typed by a stray click: leaving an unsaved form is asked about first.
import { useBlocker } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useWords } from '@/i18n'
import { ConfirmDialog } from './confirm'

function Question(props: { opened: boolean; onLeave: () => void; onStay: () => void }) {
  const t = useWords('common')
  return (
    <ConfirmDialog
      opened={props.opened}
      title={t('unsaved.title')}
      action={t('unsaved.leave')}
      back={t('unsaved.stay')}
      onConfirm={props.onLeave}
      onClose={props.onStay}
    >
      {t('unsaved.text')}
    </ConfirmDialog>
  )
}

/** The key press that closes the form must be over, or it closes the question as well. */
const keyPressOver = () => new Promise((resolve) => setTimeout(resolve))

export function UnsavedGuard({ hasUnsaved }: { hasUnsaved: () => boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: async () => {
      await keyPressOver()
      return hasUnsaved()
    },
    enableBeforeUnload: () => hasUnsaved(),
    withResolver: true,
  })
  return (
    <Question
      opened={blocker.status === 'blocked'}
      onLeave={() => blocker.proceed?.()}
      onStay={() => blocker.reset?.()}
    />
  )
}

/** The same for a dialog without an address of its own, which is closed without going anywhere. */
export function useGuardedClose(
  hasUnsaved: () => boolean,
  onClose: () => void,
): { close: () => void; question: ReactNode } {
  const [isAsked, setAsked] = useState(false)
  return {
    close: () => {
      if (hasUnsaved())
        void keyPressOver().then(() => {
          setAsked(true)
        })
      else onClose()
    },
    question: (
      <Question
        opened={isAsked}
        onLeave={onClose}
        onStay={() => {
          setAsked(false)
        }}
      />
    ),
  }
}
