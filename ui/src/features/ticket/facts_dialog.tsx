// Kind, channel, area, step, impact, tags, product, of whom it complains: edited together, saved as one change.
import { MultiSelect, Select, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useWords } from '@/i18n'
import { AppForm, ConflictDialog, Dialog, FormEnd, useGuardedClose } from '@/ui'
import { judgedText, textJudged } from './quadrant'
import { tagsQuery, type Ticket, type TicketPatch } from './ticket_api'
import { ChangeValue } from './ticket_change'
import { useConfig } from '@/features/config'
import { PersonSelect } from '@/features/person'
import { ProductSelect } from '@/features/product'
import { useTicketEdit } from './use_ticket'

const impacts = ['blocks', 'hinders', 'none'] as const
/** No tag's name holds it. */
const BREAK = '\n'

const valuesOf = (ticket: Ticket) => ({
  kind: ticket.kind ?? '',
  channel: ticket.channel,
  area: ticket.area ?? '',
  journey_step: ticket.journey_step ?? '',
  impact: (ticket.impact ?? '') as string,
  intermittent: judgedText(ticket.intermittent) as string,
  tags: ticket.tags.join(BREAK),
  named_id: ticket.named_id === null ? '' : String(ticket.named_id),
  product_id: ticket.product_id === null ? '' : String(ticket.product_id),
})
type Values = ReturnType<typeof valuesOf>

function toPatch(changes: Partial<Values>): TicketPatch {
  const orNull = (text: string) => (text === '' ? null : text)
  const { kind, channel, area, journey_step, impact, intermittent, tags, named_id, product_id } = changes
  return {
    ...(kind !== undefined && { kind: orNull(kind) }),
    ...(channel !== undefined && { channel }),
    ...(area !== undefined && { area: orNull(area) }),
    ...(journey_step !== undefined && { journey_step: orNull(journey_step) }),
    ...(impact !== undefined && { impact: impacts.find((each) => each === impact) ?? null }),
    ...(intermittent !== undefined && { intermittent: textJudged(intermittent) }),
    ...(named_id !== undefined && { named_id: named_id === '' ? null : Number(named_id) }),
    ...(product_id !== undefined && { product_id: product_id === '' ? null : Number(product_id) }),
    ...(tags !== undefined && { tags: tags === '' ? [] : tags.split(BREAK) }),
  }
}

export function FactsDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const t = useWords('ticket')
  const kinds = useConfig('kinds')
  const channels = useConfig('channels')
  const areas = useConfig('areas')
  const steps = useConfig('journey_steps')
  const { data: tags = [] } = useQuery(tagsQuery)
  const edit = useTicketEdit<Values>({ ticket, valuesOf, toPatch, done: onClose })
  const { form } = edit
  const { close, question } = useGuardedClose(form.hasUnsaved, onClose)
  const [namedName, setNamedName] = useState(ticket.named_name ?? '')
  const named = form.input('named_id')
  const [productName, setProductName] = useState(ticket.product_name ?? '')
  const product = form.input('product_id')

  const choice = (name: keyof Values, data: { value: string; label: string }[], clearable = true) => {
    const input = form.input(name)
    return (
      <Select
        label={t(`ticket:${name}`)}
        data={data}
        name={name}
        value={input.value === '' ? null : input.value}
        onChange={(key) => {
          input.onChange(key ?? '')
        }}
        error={input.error}
        clearable={clearable}
        allowDeselect={false}
        searchable={data.length > 6}
        clearButtonProps={{ 'aria-label': t('ticket:nothing') }}
      />
    )
  }
  const answers = (['yes', 'no', 'open'] as const).map((value) => ({ value, label: t(`ticket:judged.${value}`) }))
  const names = (
    ['kind', 'channel', 'area', 'journey_step', 'impact', 'intermittent', 'tags', 'named_id', 'product_id'] as const
  ).map((name) => ({
    name,
    label: t(`ticket:${name}`),
    show: (value: string) =>
      name === 'intermittent' ? (
        answers.find((answer) => answer.value === value)?.label
      ) : (
        <ChangeValue
          field={name}
          value={name === 'tags' ? value.split(BREAK) : name.endsWith('_id') && value !== '' ? Number(value) : value}
        />
      ),
  }))
  return (
    <Dialog opened onClose={close} title={t('ticket:facts.edit')} closeOnClickOutside={false}>
      <AppForm form={form} guard>
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            {choice('kind', kinds.options)}
            {choice('channel', channels.options, false)}
            {choice('area', areas.options)}
            {choice('journey_step', steps.options)}
            {choice(
              'impact',
              impacts.map((value) => ({ value, label: t(`ticket:impact.${value}`) })),
            )}
            {choice('intermittent', answers, false)}
          </SimpleGrid>
          <MultiSelect
            label={t('ticket:tags')}
            data={tags.map(({ name }) => name)}
            value={form.values.tags === '' ? [] : form.values.tags.split(BREAK)}
            onChange={(chosen) => {
              form.setValues({ tags: chosen.join(BREAK) })
            }}
            searchable
            hidePickedOptions
            error={form.input('tags').error}
          />
          <ProductSelect
            label={t('ticket:product_id')}
            value={product.value === '' ? null : { id: Number(product.value), name: productName }}
            onChange={(chosen) => {
              setProductName(chosen?.name ?? '')
              product.onChange(chosen ? String(chosen.id) : '')
            }}
            error={product.error}
          />
          <PersonSelect
            label={t('ticket:named_id')}
            description={t('ticket:named.why')}
            value={named.value === '' ? null : { id: Number(named.value), name: namedName }}
            onChange={(person) => {
              setNamedName(person?.name ?? '')
              named.onChange(person ? String(person.id) : '')
            }}
            error={named.error}
          />
          <FormEnd action={t('ticket:save')} busy={form.busy} onCancel={close} />
        </Stack>
      </AppForm>
      <ConflictDialog edit={edit} fields={names} />
      {question}
    </Dialog>
  )
}
