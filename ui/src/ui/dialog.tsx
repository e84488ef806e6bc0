// Every dialog of the desk: one on top of the other, Escape and Tab belong to the topmost.
import { Modal, type ModalProps } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import { useWords } from '@/i18n'

export interface DialogProps extends Pick<ModalProps, 'size' | 'closeOnClickOutside'> {
  opened: boolean
  title: string
  /** Without it the dialog can only be left by what it offers. */
  onClose?: () => void
  children: ReactNode
}

export function Dialog({ onClose, ...props }: DialogProps) {
  const t = useWords('common')
  const id = useId()
  return (
    <Modal
      {...props}
      stackId={id}
      onClose={onClose ?? (() => undefined)}
      withCloseButton={onClose !== undefined}
      closeButtonProps={{ 'aria-label': t('close') }}
    />
  )
}
