// Another category: which one and when to use it, and what it would change, before it changes it (TK-19).
import { Button, Loader, Stack, Table, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconFolder } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat, useWords } from '@/i18n'
import { AppForm, ConflictDialog, Dialog, Failed, useCommands, FormEnd } from '@/ui'
import { CategorySelect } from './category_select'
import { previewQuery, type Ticket } from './ticket_api'
import { ChangeValue, useFieldName } from './ticket_change'
import { categoryPath, useConfig } from '@/features/config'
import { useTicketEdit } from './use_ticket'

const REASON_MAX = 1000

function Preview({ ticket, category }: { ticket: Ticket; category: string }) {
  const t = useWords('ticket')
  const fieldName = useFieldName()
  const { data, error, isPending } = useQuery(previewQuery(ticket, category))
  if (isPending) return <Loader size="sm" aria-label={t('preview')} />
  if (error) return <Failed error={error} />
  const changes = Object.entries(data.changes).flatMap(([field, pair]: [string, unknown]) =>
    Array.isArray(pair) && field !== 'category' ? [{ field, from: pair[0] as unknown, to: pair[1] as unknown }] : [],
  )
  if (changes.length === 0) return <Text size="sm">{t('preview.nothing')}</Text>
  return (
    <section aria-label={t('preview')}>
      <Text size="sm" fw={600} mb={4}>
        {t('preview')}
      </Text>
      <Table withTableBorder>
        <Table.Tbody>
          {changes.map(({ field, from, to }) => (
            <Table.Tr key={field}>
              <Table.Th scope="row" fw={500}>
                {fieldName(field)}
              </Table.Th>
              <Table.Td>
                <ChangeValue field={field} value={from} /> → <ChangeValue field={field} value={to} strong />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

function CategoryForm({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const t = useWords('ticket')
  const categories = useConfig('categories')
  const edit = useTicketEdit({
    ticket,
    valuesOf: (now: Ticket) => ({ category: now.category, reason: '' }),
    done: onDone,
  })
  const { category } = edit.form.values
  const isOther = category !== ticket.category
  return (
    <>
      <AppForm form={edit.form}>
        <Stack>
          <CategorySelect
            focused
            value={category}
            onChange={(chosen) => {
              edit.form.setValues({ category: chosen })
            }}
            error={edit.form.input('category').error}
          />
          {isOther && <Preview ticket={ticket} category={category} />}
          <Textarea
            label={t('ticket:reason')}
            maxLength={REASON_MAX}
            autosize
            minRows={1}
            {...edit.form.input('reason')}
          />
          <FormEnd action={t('ticket:category.change')} busy={edit.form.busy} disabled={!isOther} onCancel={onDone} />
        </Stack>
      </AppForm>
      <ConflictDialog
        edit={edit}
        fields={[{ name: 'category', label: t('ticket:category'), show: (key) => categoryPath(categories, key) }]}
      />
    </>
  )
}

export function CategoryPicker({ ticket }: { ticket: Ticket }) {
  const t = useWords('ticket')
  const format = useFormat()
  const categories = useConfig('categories')
  const [isOpen, setOpen] = useState(false)
  const open = () => {
    setOpen(true)
  }
  const close = () => {
    setOpen(false)
  }
  useCommands([{ id: 'ticket.category', label: t('category.change'), group: t('this'), keys: 'y', run: open }])
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        fz="sm"
        fw={500}
        leftSection={<IconFolder size={14} aria-hidden />}
        aria-label={format.named(t('category.change'), categoryPath(categories, ticket.category))}
        onClick={open}
      >
        {categoryPath(categories, ticket.category)}
      </Button>
      <Dialog opened={isOpen} onClose={close} title={t('category.change')}>
        {isOpen && <CategoryForm ticket={ticket} onDone={close} />}
      </Dialog>
    </>
  )
}
