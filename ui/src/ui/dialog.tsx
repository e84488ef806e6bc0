// Every dialog of the desk. Where one lies on top of another, Escape and Tab belong to the topmost.
import { Modal, type ModalProps } from '@mantine/core'
import { useEffect, useId, useSyncExternalStore, type ReactNode } from 'react'
import { useWords } from '@/i18n'

/** Mantine's own layer for dialogs; its popovers begin a hundred above. */
const LOWEST = 200

/** Those that are open, the topmost last. */
let open: readonly string[] = []
const listeners = new Set<() => void>()

function setOpen(next: readonly string[]): void {
  open = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where the dialog lies: 0 is the lowest; -1: not open. */
function usePlace(opened: boolean): { place: number; isTopmost: boolean } {
  const id = useId()
  useEffect(() => {
    if (!opened) return
    setOpen([...open, id])
    return () => {
      setOpen(open.filter((other) => other !== id))
    }
  }, [id, opened])
  const stack = useSyncExternalStore(subscribe, () => open)
  const place = stack.indexOf(id)
  return { place, isTopmost: place >= 0 && place === stack.length - 1 }
}

export interface DialogProps extends Pick<ModalProps, 'size' | 'closeOnClickOutside'> {
  opened: boolean
  title: string
  /** Without it the dialog can only be left by what it offers. */
  onClose?: () => void
  children: ReactNode
}

export function Dialog({ onClose, closeOnClickOutside = true, ...props }: DialogProps) {
  const t = useWords('common')
  const { place, isTopmost } = usePlace(props.opened)
  return (
    <Modal
      {...props}
      zIndex={LOWEST + Math.max(place, 0)}
      trapFocus={isTopmost}
      closeOnEscape={isTopmost}
      closeOnClickOutside={isTopmost && closeOnClickOutside}
      onClose={onClose ?? (() => undefined)}
      withCloseButton={onClose !== undefined}
      closeButtonProps={{ 'aria-label': t('close') }}
    />
  )
}
