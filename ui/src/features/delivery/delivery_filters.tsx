// The filters of the list of deliveries, each in the address.
import { Button, Chip, Group, MultiSelect, Select } from '@mantine/core'
import { useWords } from '@/i18n'
import type { ReactNode } from 'react'
import { DayField, useSession } from '@/ui'
import { useStores } from '@/features/order'
import { useCouriers } from './delivery_api'
import { conclusions, dayIn, filters, hasFilter, type DeliveryView, type DeliveryViewChange } from './delivery_view'

interface Props {
  view: DeliveryView
  onView: (change: DeliveryViewChange) => void
  /** Stands beside them, at the end. */
  children: ReactNode
}

export function DeliveryFilters({ view, onView, children }: Props) {
  const t = useWords('delivery')
  const stores = useStores()
  const couriers = useCouriers()
  const { person } = useSession()
  return (
    <Group gap="xs" align="end" wrap="nowrap" role="search" aria-label={t('filters')}>
      <Group gap="xs" align="end" flex={1}>
        <Select
          label={t('store')}
          w={160}
          data={stores.all.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={view.store ?? null}
          onChange={(store) => {
            onView({ store: store ?? undefined })
          }}
          clearable
          searchable
          clearButtonProps={{ 'aria-label': t('filter.clear', { name: t('store') }) }}
        />
        <DayField
          label={t('day')}
          value={view.day === 'today' ? dayIn(person.time_zone) : (view.day ?? '')}
          onChange={(day) => {
            onView({ day })
          }}
        />
        {couriers.all.length > 0 && (
          <Select
            label={t('courier')}
            w={160}
            data={[{ value: 'none', label: t('courier.none') }, ...couriers.options]}
            value={view.courier ?? null}
            onChange={(courier) => {
              onView({ courier: courier ?? undefined })
            }}
            clearable
            searchable
            clearButtonProps={{ 'aria-label': t('filter.clear', { name: t('courier') }) }}
          />
        )}
        <MultiSelect
          label={t('conclusion')}
          w={200}
          data={conclusions.map((value) => ({ value, label: t(`conclusion.${value}`) }))}
          value={view.conclusion?.split(',') ?? []}
          onChange={(chosen) => {
            onView({ conclusion: chosen.join(',') })
          }}
          clearable
          clearButtonProps={{ 'aria-label': t('filter.clear', { name: t('conclusion') }) }}
        />
        <Group gap="xs" mih={36}>
          <Chip
            checked={view.waiting === 'yes'}
            onChange={(on) => {
              onView({ waiting: on ? 'yes' : undefined })
            }}
          >
            {t('filter.waiting')}
          </Chip>
          <Chip
            checked={view.incidents === 'yes'}
            onChange={(on) => {
              onView({ incidents: on ? 'yes' : undefined })
            }}
          >
            {t('filter.incidents')}
          </Chip>
        </Group>
        {hasFilter(view) && (
          <Button
            variant="subtle"
            onClick={() => {
              onView(Object.fromEntries(filters.map((name) => [name, undefined])))
            }}
          >
            {t('filters.clear')}
          </Button>
        )}
      </Group>
      {children}
    </Group>
  )
}
