// Writing on a ticket: to the customer, to the store, or a note that only staff see; which of them is never in doubt.
import {
  Box,
  Button,
  FileButton,
  Group,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  Textarea,
  Tooltip,
} from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { IconEye, IconLock, IconPaperclip, IconPencil, IconSend } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { can, useChange } from '@/api'
import { languages, useFormat, useLanguage, useProblemText, useWords } from '@/i18n'
import { announce, KeysShown, notifyDone, useCommands, useSession } from '@/ui'
import { CommentPreview } from './comment_preview'
import { draftKey, keepDraft, loadDraft } from './draft'
import type { Mention } from './mention'
import { MentionList } from './mention_list'
import { fillTemplate, insertAt, openPlaceholders } from './template'
import { TemplateMenu } from './template_menu'
import { personQuery } from '@/features/person'
import { addComment, tickets, type Ticket, type TicketAttachment } from './ticket_api'
import classes from './ticket_composer.module.css'
import { PresenceChips, useSayPresence } from './ticket_presence'
import { reloadParts } from './ticket_topic'
import { UploadList } from './upload_list'
import { draftQuery, useServerDraft, type ServerDraft } from './use_draft'
import { useMentions } from './use_mentions'
import { filesOf, useDropped, useUploads } from './use_uploads'

type Mode = 'reply' | 'shop' | 'note'
const AUDIENCES = { reply: 'customer', shop: 'shop', note: 'internal' } as const
const modes = Object.keys(AUDIENCES) as Mode[]
interface Draft {
  text: string
  mode: string
  files: TicketAttachment[]
  mentions: readonly Mention[]
}
const EMPTY: Draft = { text: '', mode: 'reply', files: [], mentions: [] }

/** What placeholders of predefined texts stand for, and the language that the customer reads. */
function useFilling(ticket: Ticket) {
  const session = useSession()
  const format = useFormat()
  const reading = useLanguage()
  const { data: person } = useQuery({
    ...personQuery(ticket.requester_id ?? 0),
    enabled: ticket.requester_id !== null && can(session, 'person.read'),
  })
  const locale = (person?.locale ?? ticket.locale)?.slice(0, 2)
  return {
    language: languages.find((each) => each === locale) ?? reading,
    filling: {
      'customer.name': ticket.requester_name ?? undefined,
      'agent.name': session.person.name,
      'ticket.number': ticket.number,
      'ticket.subject': ticket.subject,
      'ticket.next_update': ticket.next_update_due_at === null ? undefined : format.dateTime(ticket.next_update_due_at),
    },
  }
}

/** To whom it goes unless something else is chosen: where there is no customer, to the store (ADR 41). */
const usualMode = (ticket: Ticket): Mode =>
  ticket.requester_id === null && ticket.store_id !== null ? 'shop' : 'reply'

/** What was begun here is loaded first: nothing that is typed is overwritten by it. */
export function TicketComposer({ ticket }: { ticket: Ticket }) {
  const { data, isPending } = useQuery(draftQuery(ticket.id))
  if (isPending) return <Skeleton height={220} radius="lg" aria-hidden />
  return <Composer key={ticket.id} ticket={ticket} begun={data} />
}

function Composer({ ticket, begun }: { ticket: Ticket; begun: ServerDraft | undefined }) {
  const t = useWords('ticket')
  const queryClient = useQueryClient()
  const problemText = useProblemText()
  const session = useSession()
  const { staff } = session
  const key = draftKey(session.person.id, `ticket.${String(ticket.id)}`)
  const [kept] = useState(() => loadDraft(key, EMPTY))
  // What this browser still holds did not reach the server.
  const isLocal = kept.text !== '' || !begun?.body
  const [text, setText] = useState(isLocal ? kept.text : begun.body)
  const usual = staff ? usualMode(ticket) : 'reply'
  const isBegun = kept.text !== '' || kept.files.length > 0
  const begunAs = modes.find((each) => (isLocal ? isBegun && each === kept.mode : AUDIENCES[each] === begun.audience))
  const [mode, setMode] = useState<Mode>(staff ? (begunAs ?? usual) : usual)
  const [isKept, setKept] = useState(!isLocal)
  const [isShown, setShown] = useState(false)
  const [isChoosing, setChoosing] = useState(false)
  const uploads = useUploads(kept.files)
  const dropped = useDropped(uploads)
  const input = useRef<HTMLTextAreaElement>(null)
  const sending = useChange(addComment)
  const { language, filling } = useFilling(ticket)
  const open = staff ? openPlaceholders(text) : []
  const change = (next: string) => {
    setText(next)
    setKept(false)
  }
  const mentions = useMentions({
    ticketId: ticket.id,
    enabled: staff && !isShown,
    text,
    begun: kept.mentions,
    onText: (next, cursor) => {
      flushSync(() => {
        change(next)
      })
      input.current?.setSelectionRange(cursor, cursor)
    },
  })
  const { told } = mentions

  useEffect(() => {
    const files = uploads.list.flatMap((upload) => (upload.file ? [upload.file] : []))
    keepDraft(key, { text: isKept ? '' : text, mode, files, mentions: told }, { ...EMPTY, mode })
  }, [key, text, isKept, mode, uploads.list, told])
  useServerDraft(ticket.id, text, AUDIENCES[mode], begun?.body ?? '', () => {
    setKept(true)
  })
  const typing = useSayPresence(ticket.id, staff)

  const write = (next: Mode) => {
    // At once, with the field in place of the preview: letters typed before it has the focus would be shortcuts.
    flushSync(() => {
      setMode(next)
      setShown(false)
    })
    input.current?.focus()
  }
  const take = (body: string) => {
    const at = input.current?.selectionStart ?? text.length
    const next = insertAt(text, at, fillTemplate(body, filling))
    flushSync(() => {
      change(next.text)
    })
    input.current?.focus()
    input.current?.setSelectionRange(next.cursor, next.cursor)
  }
  const mayTemplate = staff && mode === 'reply'
  useCommands([
    {
      id: 'ticket.reply',
      label: t(staff ? 'reply' : 'own.reply'),
      group: t(staff ? 'this' : 'own.this'),
      keys: 'r',
      run: () => {
        write(usual)
      },
    },
    ...(staff
      ? [
          {
            id: 'ticket.note',
            label: t('note'),
            group: t('this'),
            keys: 'i',
            run: () => {
              write('note')
            },
          },
          {
            id: 'ticket.template',
            label: t('templates'),
            group: t('this'),
            keys: 't',
            run: () => {
              write('reply')
              setChoosing(true)
            },
          },
        ]
      : []),
  ])

  const hasContent = text.trim() !== '' || uploads.ids.length > 0
  const send = () => {
    if (text.trim() === '' || sending.isPending || uploads.isSending) return
    const isNote = mode === 'note'
    sending.mutate(
      {
        id: ticket.id,
        body: text,
        audience: AUDIENCES[mode],
        ...(uploads.ids.length > 0 && { attachments: uploads.ids }),
        ...(told.length > 0 && { mentions: told.map(({ id }) => id) }),
      },
      {
        onError: (error) => {
          announce(problemText(error))
        },
        onSuccess: () => {
          change('')
          setShown(false)
          uploads.clear()
          notifyDone(t(isNote ? 'note.done' : 'reply.done'))
          void reloadParts(queryClient, ticket.id)
          void queryClient.invalidateQueries({ queryKey: tickets.keys.one(ticket.id) })
          input.current?.focus()
        },
      },
    )
  }
  const label =
    mode === 'note'
      ? t('note.label')
      : !staff
        ? t('own.reply')
        : t('reply.label', {
            name: (mode === 'shop' ? ticket.store_name : ticket.requester_name) ?? t('requester.none'),
          })
  const placeholder =
    mode === 'note'
      ? 'note.placeholder'
      : !staff
        ? 'reply.placeholder.us'
        : mode === 'shop'
          ? 'shop.placeholder'
          : 'reply.placeholder'

  return (
    <Box
      component="section"
      aria-label={t(staff ? 'composer' : 'own.reply')}
      className={classes['composer'] ?? ''}
      data-mode={mode}
      data-over={dropped.isOver}
      {...dropped.handlers}
    >
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          {staff && (
            <SegmentedControl
              aria-label={t('composer.mode')}
              className={classes['modes'] ?? ''}
              size="sm"
              data={[
                { value: 'reply', label: t('reply') },
                ...(ticket.store_id === null ? [] : [{ value: 'shop', label: t('shop') }]),
                { value: 'note', label: t('note') },
              ]}
              value={mode}
              onChange={(value) => {
                setMode(modes.find((each) => each === value) ?? usual)
              }}
            />
          )}
          <Group gap={4} className={classes['to'] ?? ''}>
            {mode === 'note' ? <IconLock size={16} aria-hidden /> : <IconSend size={16} aria-hidden />}
            <Text size="sm" fw={600}>
              {label}
            </Text>
          </Group>
        </Group>
        {isShown ? (
          <CommentPreview text={text} className={classes['preview']} />
        ) : (
          <Box pos="relative">
            <MentionList mentions={mentions} />
            <Textarea
              ref={input}
              aria-label={label}
              {...(staff && { 'aria-autocomplete': 'list' })}
              {...(mentions.offered.length > 0 && {
                'aria-controls': mentions.listId,
                'aria-activedescendant': mentions.optionId(mentions.active),
              })}
              placeholder={t(placeholder)}
              autosize
              minRows={4}
              maxRows={18}
              maxLength={100_000}
              value={text}
              onChange={(event) => {
                change(event.currentTarget.value)
                mentions.moved(event.currentTarget.selectionStart)
                typing()
              }}
              onSelect={(event) => {
                mentions.moved(event.currentTarget.selectionStart)
              }}
              onPaste={(event) => {
                const files = filesOf(event.clipboardData)
                if (files.length === 0) return
                event.preventDefault()
                uploads.add(files)
              }}
              onKeyDown={(event) => {
                const field = event.currentTarget
                if (mentions.onKey(event)) return
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                  event.preventDefault()
                  send()
                } else if (event.key === '/' && mayTemplate && /(^|\n)$/.test(text.slice(0, field.selectionStart))) {
                  event.preventDefault()
                  setChoosing(true)
                } else if (event.key === 'Escape') field.blur()
              }}
            />
          </Box>
        )}
        {told.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('mention.told', { names: told.map(({ name }) => name).join(', ') })}
          </Text>
        )}
        {mode === 'reply' && open.length > 0 && (
          <Text size="sm" c="var(--mantine-color-error)">
            {t('placeholders', { names: open.join(', ') })}
          </Text>
        )}
        <UploadList uploads={uploads} />
        {/* Not in the corner, where it would lie on the button. */}
        {sending.error && (
          <Text size="sm" c="var(--mantine-color-error)">
            {problemText(sending.error)}
          </Text>
        )}
        <Group justify="space-between" gap="xs">
          <Group gap={4}>
            <FileButton
              multiple
              onChange={(files) => {
                uploads.add(files)
              }}
            >
              {(props) => (
                <Button
                  {...props}
                  variant="subtle"
                  size="compact-sm"
                  leftSection={<IconPaperclip size={16} aria-hidden />}
                >
                  {t('files.add')}
                </Button>
              )}
            </FileButton>
            {mayTemplate && (
              <TemplateMenu
                category={ticket.category}
                language={language}
                opened={isChoosing}
                onOpened={setChoosing}
                onTake={take}
              />
            )}
            {staff && (isShown || text.trim() !== '') && (
              <Button
                variant="subtle"
                size="compact-sm"
                leftSection={isShown ? <IconPencil size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
                onClick={() => {
                  setShown(!isShown)
                }}
              >
                {isShown ? t('preview.write') : t('preview.text')}
              </Button>
            )}
          </Group>
          <Group gap="xs" ml="auto">
            {staff && <PresenceChips id={ticket.id} />}
            <Tooltip label={<KeysShown keys="mod+Enter" />}>
              <Button
                color={mode === 'note' ? '#8a6414' : 'pine'}
                leftSection={mode === 'note' ? <IconLock size={16} aria-hidden /> : <IconSend size={16} aria-hidden />}
                loading={sending.isPending}
                disabled={!hasContent || text.trim() === '' || uploads.isSending}
                onClick={send}
              >
                {t(mode === 'note' ? 'note.send' : 'reply.send')}
              </Button>
            </Tooltip>
          </Group>
        </Group>
      </Stack>
    </Box>
  )
}
