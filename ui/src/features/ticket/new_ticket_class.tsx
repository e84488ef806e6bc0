// What may be said about a new ticket later as well: level, kind, channel, owner, product, whom it affects, of whom it complains.
import { Select, SimpleGrid, Stack } from '@mantine/core'
import { useWords } from '@/i18n'
import { useSession, type AppFormState } from '@/ui'
import { LevelMatrix } from './level_picker'
import type { NewTicketValues } from './new_ticket_values'
import { PersonSelect } from '@/features/person'
import { ProductSelect } from '@/features/product'
import { judgedText, textJudged } from './quadrant'
import { useConfig } from '@/features/config'
import { useOwnerOptions } from './ticket_filters'

type TextName = 'kind' | 'channel' | 'area' | 'queue' | 'assignee_id' | 'journey_step' | 'impact' | 'intermittent'

export function NewTicketClass({ form }: { form: AppFormState<NewTicketValues> }) {
  const t = useWords('ticket')
  const me = useSession().person
  const kinds = useConfig('kinds')
  const channels = useConfig('channels')
  const areas = useConfig('areas')
  const queues = useConfig('queues')
  const steps = useConfig('journey_steps')
  const owners = useOwnerOptions()
    .filter(({ value }) => value !== 'none')
    .map((option) => (option.value === 'me' ? { ...option, value: String(me.id) } : option))
  const { values } = form

  const choice = (name: TextName, data: { value: string; label: string }[]) => {
    const input = form.input(name)
    return (
      <Select
        label={t(name)}
        data={data}
        value={input.value === '' ? null : input.value}
        onChange={(key) => {
          input.onChange(key ?? '')
        }}
        error={input.error}
        clearable
        searchable={data.length > 6}
        placeholder={t('by_default')}
        clearButtonProps={{ 'aria-label': t('by_default') }}
      />
    )
  }
  return (
    <Stack>
      <LevelMatrix
        value={{ important: textJudged(values.important), urgent: textJudged(values.urgent) }}
        onChange={(value) => {
          form.setValues({ important: judgedText(value.important), urgent: judgedText(value.urgent) })
        }}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {choice('kind', kinds.options)}
        {choice('channel', channels.options)}
        {choice('area', areas.options)}
        {choice('queue', queues.options)}
        {choice('assignee_id', owners)}
        {choice('journey_step', steps.options)}
        {choice(
          'impact',
          (['blocks', 'hinders', 'none'] as const).map((value) => ({ value, label: t(`impact.${value}`) })),
        )}
        {choice(
          'intermittent',
          (['yes', 'no'] as const).map((value) => ({ value, label: t(`judged.${value}`) })),
        )}
      </SimpleGrid>
      <ProductSelect
        label={t('product_id')}
        value={values.product_id === null ? null : { id: values.product_id, name: values.product_name }}
        onChange={(product) => {
          form.setValues({ product_id: product?.id ?? null, product_name: product?.name ?? '' })
        }}
        error={form.input('product_id').error}
      />
      <PersonSelect
        label={t('affected_id')}
        description={t('affected.why')}
        value={values.affected_id === null ? null : { id: values.affected_id, name: values.affected_name }}
        onChange={(person) => {
          form.setValues({ affected_id: person?.id ?? null, affected_name: person?.name ?? '' })
        }}
        error={form.input('affected_id').error}
      />
      <PersonSelect
        label={t('named_id')}
        description={t('named.why')}
        value={values.named_id === null ? null : { id: values.named_id, name: values.named_name }}
        onChange={(person) => {
          form.setValues({ named_id: person?.id ?? null, named_name: person?.name ?? '' })
        }}
        error={form.input('named_id').error}
      />
    </Stack>
  )
}
