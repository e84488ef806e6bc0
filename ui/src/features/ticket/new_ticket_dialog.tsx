// A new ticket from anywhere: who, what they say, and later, if one likes, what class it is (TK-18, IN-6).
import {
  Button,
  Checkbox,
  Collapse,
  FileButton,
  Group,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { IconChevronDown, IconPaperclip } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { can, type Session } from '@/api'
import { useWords } from '@/i18n'
import { AppForm, Dialog, notifyDone, useAppForm, useSession, type AppFormState } from '@/ui'
import { CategorySelect } from './category_select'
import { draftKey, keepDraft, loadDraft } from './draft'
import { closeNewTicket, type NewTicketPreset } from './new_ticket'
import { NewTicketClass } from './new_ticket_class'
import classes from './new_ticket_dialog.module.css'
import { aboutOf, EMPTY, newTicketBody, subjectOf, type NewTicketValues } from './new_ticket_values'
import { PersonSelect } from '@/features/person'
import { createTicket, tickets, widgetsKey, type Ticket } from './ticket_api'
import { UploadList } from './upload_list'
import { filesOf, useDropped, useUploads } from './use_uploads'
import { useNewName } from './use_ticket'

const KEPT: { [K in keyof NewTicketValues]: NewTicketValues[K] } = EMPTY

const mayFind = (session: Session) => can(session, 'person.read') || can(session, 'person.network')

function Who({ form }: { form: AppFormState<NewTicketValues> }) {
  const t = useWords('ticket')
  const session = useSession()
  const { staff } = session
  const { values, setValues } = form
  if (values.isNew)
    return (
      <Stack gap="xs">
        <Group justify="space-between" align="flex-end">
          <Text size="sm" fw={500}>
            {t('person.new_title')}
          </Text>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => {
              setValues({ isNew: false })
            }}
          >
            {t('person.search_again')}
          </Button>
        </Group>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <TextInput label={t('person.name')} maxLength={200} autoComplete="off" required {...form.input('name')} />
          <TextInput label={t('person.phone')} type="tel" maxLength={40} autoComplete="off" {...form.input('phone')} />
          <TextInput
            label={t('person.email')}
            type="email"
            maxLength={254}
            autoComplete="off"
            {...form.input('email')}
          />
          <TextInput label={t('person.postcode')} maxLength={20} autoComplete="off" {...form.input('postcode')} />
        </SimpleGrid>
      </Stack>
    )
  return (
    <Stack gap="xs">
      {mayFind(session) && !values.isNobody && (
        <PersonSelect
          label={t(staff ? 'requester_id' : 'own.whom')}
          description={staff ? t('requester.why') : t('requester.self')}
          value={values.requester_id === null ? null : { id: values.requester_id, name: values.requester_name }}
          onChange={(person) => {
            setValues({ requester_id: person?.id ?? null, requester_name: person?.name ?? '' })
          }}
          {...(staff && {
            onNew: (name: string) => {
              setValues({ isNew: true, requester_id: null, requester_name: '', ...asContact(name) })
            },
          })}
          error={form.input('requester_id').error}
          focused
        />
      )}
      {staff && (
        <Checkbox
          label={t('requester.nobody')}
          checked={values.isNobody}
          onChange={(event) => {
            setValues({ isNobody: event.currentTarget.checked, requester_id: null, requester_name: '' })
          }}
        />
      )}
    </Stack>
  )
}

/** What was typed to find somebody is their address or number as often as their name. */
function asContact(typed: string): Partial<NewTicketValues> {
  if (typed.includes('@')) return { email: typed }
  return /^[+\d][\d\s().-]{4,}$/.test(typed) ? { phone: typed } : { name: typed }
}

function Form({ preset }: { preset: NewTicketPreset }) {
  const t = useWords('ticket', 'common')
  const session = useSession()
  const { staff } = session
  const asksWho = staff || mayFind(session)
  const newName = useNewName()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const key = draftKey(session.person.id, 'ticket.new')
  const start = { ...EMPTY, channel: staff ? 'phone' : '' }
  const [kept] = useState(() => loadDraft(key, start))
  const uploads = useUploads()
  const dropped = useDropped(uploads)
  const [hasMore, setMore] = useState(false)

  const form = useAppForm<NewTicketValues, Ticket>({
    values: preset.requester
      ? {
          ...kept,
          isNew: false,
          isNobody: false,
          requester_id: preset.requester.id,
          requester_name: preset.requester.name,
        }
      : kept,
    save: (values, idempotencyKey) =>
      createTicket({ ...newTicketBody(values, uploads.ids), ...aboutOf(preset) }, idempotencyKey),
    done: (ticket) => {
      localStorage.removeItem(key)
      tickets.store(queryClient, ticket)
      void tickets.reload(queryClient)
      void queryClient.invalidateQueries({ queryKey: widgetsKey })
      notifyDone(t(staff ? 'ticket:created' : 'own.sent', { number: ticket.number }))
      closeNewTicket()
      void navigate({ to: '/tickets/$id', params: { id: ticket.id } })
    },
  })
  const { values } = form
  const whole = JSON.stringify(values)
  useEffect(() => {
    keepDraft<NewTicketValues>(key, JSON.parse(whole) as NewTicketValues, { ...KEPT, channel: staff ? 'phone' : '' })
  }, [key, whole, staff])

  const startAfresh = () => {
    form.setValues(start)
    uploads.clear()
  }
  const hasText = Object.entries(start).some(([name, empty]) => values[name as keyof NewTicketValues] !== empty)

  return (
    <AppForm form={form} label={newName}>
      <Stack
        className={classes['form'] ?? ''}
        data-over={dropped.isOver}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !uploads.isSending) form.submit()
        }}
        onPaste={(event) => {
          const files = filesOf(event.clipboardData)
          if (files.length > 0) uploads.add(files)
        }}
        {...dropped.handlers}
      >
        {asksWho && <Who form={form} />}
        <Textarea
          label={t(staff ? 'ticket:body' : 'own.body')}
          description={t(staff ? 'ticket:body.why' : 'own.body.why')}
          autosize
          minRows={5}
          maxRows={14}
          maxLength={100_000}
          required
          data-autofocus={!asksWho || undefined}
          {...form.input('body')}
        />
        <TextInput
          label={t('ticket:subject')}
          placeholder={subjectOf('', values.body) || t(staff ? 'ticket:subject.auto' : 'own.subject')}
          maxLength={200}
          autoComplete="off"
          {...form.input('subject')}
          // Left empty it is the first line of the text: what is missing then is the text.
          error={values.subject.trim() === '' ? undefined : form.input('subject').error}
        />
        <UploadList uploads={uploads} />
        <Group gap="xs">
          <FileButton
            multiple
            onChange={(files) => {
              uploads.add(files)
            }}
          >
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconPaperclip size={16} aria-hidden />}>
                {t('ticket:files.add')}
              </Button>
            )}
          </FileButton>
          <Text size="xs" c="dimmed">
            {t('ticket:files.how')}
          </Text>
        </Group>
        <CategorySelect
          value={values.category}
          onChange={(category) => {
            form.setValues({ category })
          }}
          error={form.input('category').error}
          clearable
        />
        {staff && (
          <>
            <Button
              variant="subtle"
              size="compact-sm"
              className={classes['more'] ?? ''}
              aria-expanded={hasMore}
              rightSection={<IconChevronDown size={16} aria-hidden />}
              onClick={() => {
                setMore(!hasMore)
              }}
            >
              {t('ticket:class')}
            </Button>
            <Collapse expanded={hasMore}>
              <NewTicketClass form={form} />
            </Collapse>
          </>
        )}
        <Group justify="space-between">
          {hasText && (
            <Button variant="subtle" onClick={startAfresh}>
              {t('ticket:afresh')}
            </Button>
          )}
          <Group gap="xs" ml="auto">
            <Button variant="default" onClick={closeNewTicket}>
              {t('common:close')}
            </Button>
            <Button type="submit" loading={form.busy} disabled={uploads.isSending}>
              {t(staff ? 'ticket:create' : 'own.send')}
            </Button>
          </Group>
        </Group>
        <Text size="xs" c="dimmed">
          {t(staff ? 'ticket:kept' : 'own.kept')}
        </Text>
      </Stack>
    </AppForm>
  )
}

export default function NewTicketDialog({ preset }: { preset: NewTicketPreset }) {
  const title = useNewName()
  return (
    <Dialog opened onClose={closeNewTicket} title={title} size="lg" closeOnClickOutside={false}>
      <Form preset={preset} />
    </Dialog>
  )
}
