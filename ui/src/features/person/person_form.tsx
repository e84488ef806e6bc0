// The fields of a person. Who may not change people changes only how to reach oneself.
import { Fieldset, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useConfig, type ListName } from '@/features/config'
import { languageNames, languages, useWords } from '@/i18n'
import { AppForm, type AppFormState, FormEnd } from '@/ui'
import { PersonById } from './person_by_id'
import classes from './person_form.module.css'
import type { PersonValues, textNames } from './person_values'

type TextName = (typeof textNames)[number]
type Form = AppFormState<PersonValues>

const MAX: Partial<Record<TextName, number>> = { email: 254, phone: 40, city: 100, ship_city: 100 }

function TextField({ form, name, type }: { form: Form; name: TextName; type?: string }) {
  const t = useWords('person')
  const plain = name.replace('ship_', '')
  const maxLength =
    MAX[name] ?? (plain === 'postcode' ? 20 : plain === 'country' ? 2 : plain === 'territory' ? 100 : 200)
  return (
    <TextInput
      label={t(`field.${plain as 'street'}`)}
      maxLength={maxLength}
      autoComplete="off"
      {...(type !== undefined && { type })}
      {...(name === 'name' && { required: true, 'data-autofocus': true })}
      {...(plain === 'country' && { description: t('country.why') })}
      {...form.input(name)}
    />
  )
}

function Choice(props: {
  form: Form
  name: 'kind' | 'rank' | 'status' | 'preferred_channel' | 'locale' | 'time_zone'
  data: { value: string; label: string }[]
  needed?: boolean
}) {
  const t = useWords('person')
  const { value, onChange, ...input } = props.form.input(props.name)
  const isKnown = value === '' || props.data.some((option) => option.value === value)
  return (
    <Select
      label={t(`field.${props.name}`)}
      data={isKnown ? props.data : [...props.data, { value, label: value }]}
      value={value === '' ? null : value}
      onChange={(chosen) => {
        onChange(chosen ?? '')
      }}
      searchable
      openOnFocus={false}
      allowDeselect={props.needed !== true}
      clearable={props.needed !== true}
      clearButtonProps={{ 'aria-label': t('clear', { name: t(`field.${props.name}`) }) }}
      {...input}
    />
  )
}

function ListChoice({
  list,
  ...props
}: {
  form: Form
  name: 'kind' | 'rank' | 'status' | 'preferred_channel'
  list: ListName
  needed?: boolean
}) {
  const { options } = useConfig(list)
  return <Choice {...props} data={options} />
}

const zones = () => Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }))
const spoken = languages.map((value) => ({ value, label: languageNames[value] }))

function Standing({ form }: { form: Form }) {
  const t = useWords('person')
  const sponsor = form.input('sponsor_id')
  return (
    <>
      <TextField form={form} name="name" />
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
        <ListChoice form={form} name="kind" list="person_kinds" needed />
        <ListChoice form={form} name="rank" list="ranks" />
        <ListChoice form={form} name="status" list="person_statuses" needed />
      </SimpleGrid>
      <PersonById
        label={t('field.sponsor_id')}
        value={sponsor.value}
        onChange={sponsor.onChange}
        error={sponsor.error}
      />
    </>
  )
}

function Address({ form, all, ship }: { form: Form; all: boolean; ship: boolean }) {
  const t = useWords('person')
  return (
    <Fieldset legend={t(ship ? 'address.ship' : 'address')}>
      <Stack gap="xs">
        <TextField form={form} name={ship ? 'ship_street' : 'street'} />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <TextField form={form} name={ship ? 'ship_postcode' : 'postcode'} />
          <TextField form={form} name={ship ? 'ship_city' : 'city'} />
          <TextField form={form} name={ship ? 'ship_country' : 'country'} />
          {all && <TextField form={form} name={ship ? 'ship_territory' : 'territory'} />}
        </SimpleGrid>
      </Stack>
    </Fieldset>
  )
}

export function PersonForm(props: {
  form: Form
  /** Everything may be changed. */
  all: boolean
  action: string
  onCancel: () => void
  /** Stands above the buttons, and like them stays in view. */
  children?: ReactNode
}) {
  const { form, all } = props
  return (
    <AppForm form={form} guard>
      <Stack>
        {all && <Standing form={form} />}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <TextField form={form} name="email" type="email" />
          <TextField form={form} name="phone" type="tel" />
          <ListChoice form={form} name="preferred_channel" list="channels" />
          <TextField form={form} name="contact_hours" />
          <Choice form={form} name="locale" data={spoken} />
          <Choice form={form} name="time_zone" data={zones()} />
        </SimpleGrid>
        <Address form={form} all={all} ship={false} />
        <Address form={form} all={all} ship />
        <Stack gap="xs" className={classes['foot'] ?? ''}>
          {props.children}
          <FormEnd action={props.action} busy={form.busy} onCancel={props.onCancel} />
        </Stack>
      </Stack>
    </AppForm>
  )
}
