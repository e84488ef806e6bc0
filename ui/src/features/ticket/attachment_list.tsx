// The files of a message: pictures as thumbnails that open large, others to download.
import { ActionIcon, Anchor, Group, Text, UnstyledButton } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconDownload, IconFile } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat, useWords } from '@/i18n'
import { Dialog } from '@/ui'
import classes from './attachment_list.module.css'
import type { TicketAttachment } from './ticket_api'

const KB = 1024
const addressOf = (file: TicketAttachment) => `/api/v1/attachments/${String(file.id)}`
const isPicture = (file: TicketAttachment) => file.thumbnail_url !== null && file.content_type.startsWith('image/')

export function useSize(): (bytes: number) => string {
  const format = useFormat()
  return (bytes) =>
    bytes < KB * KB
      ? `${format.number(Math.max(1, Math.round(bytes / KB)))} KB`
      : `${format.number(Math.round((bytes / KB / KB) * 10) / 10)} MB`
}

function Lightbox(props: { files: readonly TicketAttachment[]; at: number; onAt: (at: number | undefined) => void }) {
  const t = useWords('ticket')
  const { files, at, onAt } = props
  const file = files[at]
  const go = (step: number) => {
    onAt((at + step + files.length) % files.length)
  }
  return (
    <Dialog
      opened
      size="xl"
      onClose={() => {
        onAt(undefined)
      }}
      title={file?.name ?? ''}
    >
      {file && (
        <>
          <img src={addressOf(file)} alt={file.name} className={classes['large']} />
          <Group justify="space-between" mt="sm">
            <Anchor size="sm" href={addressOf(file)} download={file.name}>
              {t('download')}
            </Anchor>
            {files.length > 1 && (
              <Group gap="xs">
                <ActionIcon
                  variant="default"
                  size="lg"
                  aria-label={t('picture.previous')}
                  onClick={() => {
                    go(-1)
                  }}
                >
                  <IconChevronLeft size={18} aria-hidden />
                </ActionIcon>
                <Text size="sm">
                  {String(at + 1)} / {String(files.length)}
                </Text>
                <ActionIcon
                  variant="default"
                  size="lg"
                  aria-label={t('picture.next')}
                  onClick={() => {
                    go(1)
                  }}
                >
                  <IconChevronRight size={18} aria-hidden />
                </ActionIcon>
              </Group>
            )}
          </Group>
        </>
      )}
    </Dialog>
  )
}

export function AttachmentList({ files }: { files: readonly TicketAttachment[] }) {
  const t = useWords('ticket')
  const size = useSize()
  const [at, setAt] = useState<number>()
  const pictures = files.filter(isPicture)
  return (
    <Group gap="xs" mt="xs">
      {pictures.map((file, place) => (
        <UnstyledButton
          key={file.id}
          className={classes['thumb'] ?? ''}
          aria-label={t('picture.show', { name: file.name })}
          onClick={() => {
            setAt(place)
          }}
        >
          <img src={file.thumbnail_url ?? addressOf(file)} alt="" loading="lazy" />
        </UnstyledButton>
      ))}
      {files
        .filter((file) => !isPicture(file))
        .map((file) => (
          <Anchor key={file.id} href={addressOf(file)} download={file.name} className={classes['file'] ?? ''} size="sm">
            <IconFile size={16} aria-hidden />
            {file.name}
            <Text component="span" size="xs" c="dimmed">
              {size(file.size)}
            </Text>
            <IconDownload size={14} aria-hidden />
          </Anchor>
        ))}
      {at !== undefined && <Lightbox files={pictures} at={at} onAt={setAt} />}
    </Group>
  )
}
