// The files of a message being written: sent at once, shown with their progress, tried again when refused.
import { useRef, useState, type DragEvent } from 'react'
import { asProblem, newKey } from '@/api'
import type { TicketAttachment } from './ticket_api'
import { sendFile, type Upload } from './upload'

export interface Uploads {
  list: readonly Upload[]
  /** Those that arrived. */
  ids: number[]
  isSending: boolean
  add: (files: Iterable<File>) => void
  again: (key: string) => void
  remove: (key: string) => void
  clear: () => void
}

export function useUploads(kept: readonly TicketAttachment[] = []): Uploads {
  const [list, setList] = useState<readonly Upload[]>(() =>
    kept.map((file) => ({ key: String(file.id), name: file.name, progress: 1, file, problem: undefined })),
  )
  const files = useRef(new Map<string, File>())

  const change = (key: string, some: Partial<Upload>) => {
    setList((old) => old.map((upload) => (upload.key === key ? { ...upload, ...some } : upload)))
  }
  const send = (key: string, file: File) => {
    sendFile(file, (progress) => {
      change(key, { progress })
    }).then(
      (attachment) => {
        files.current.delete(key)
        change(key, { progress: 1, file: attachment })
      },
      (error: unknown) => {
        change(key, { problem: asProblem(error) })
      },
    )
  }
  return {
    list,
    ids: list.flatMap((upload) => (upload.file ? [upload.file.id] : [])),
    isSending: list.some((upload) => !upload.file && !upload.problem),
    add: (given) => {
      for (const file of given) {
        const key = newKey()
        files.current.set(key, file)
        setList((old) => [...old, { key, name: file.name, progress: 0, file: undefined, problem: undefined }])
        send(key, file)
      }
    },
    again: (key) => {
      const file = files.current.get(key)
      if (!file) return
      change(key, { progress: 0, problem: undefined })
      send(key, file)
    },
    remove: (key) => {
      files.current.delete(key)
      setList((old) => old.filter((upload) => upload.key !== key))
    },
    clear: () => {
      files.current.clear()
      setList([])
    },
  }
}

/** Files of a paste or a drop; a plain text has none. */
export function filesOf(data: DataTransfer | null): File[] {
  return data ? [...data.files] : []
}

/** An element onto which files are dropped: its handlers, and whether some are held over it. */
export function useDropped(uploads: Uploads) {
  const [isOver, setOver] = useState(false)
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      },
      onDragLeave: () => {
        setOver(false)
      },
      onDrop: (event: DragEvent) => {
        setOver(false)
        const files = filesOf(event.dataTransfer)
        if (files.length === 0) return
        event.preventDefault()
        uploads.add(files)
      },
    },
  }
}
