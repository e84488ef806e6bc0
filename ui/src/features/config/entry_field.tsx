// One field of an entry, as its shape and its name say.
import {
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  Radio,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
  Textarea,
  Input,
} from '@mantine/core'
import { useFormat, useLanguage, useWords, languageNames, languages } from '@/i18n'
import { PersonById } from '@/features/person'
import type { AppFormState, FormValues } from '@/ui'
import type { Shape } from './config_api'
import { Dot } from './dot'
import { isTexts, isWords } from './entries'
import { colours, kindOf } from './list_spec'
import { categoryPath, useList } from './use_config'

type Form = AppFormState<FormValues>
interface Props {
  form: Form
  name: string
  shape: Shape
}

/** The field's name and what it is for, in the reader's words. */
export function useFieldWords(): (name: string) => { label: string; description?: string } {
  const t = useWords('config')
  return (name) => {
    const description = t.find(`why.${name}`)
    return { label: t.find(`field.${name}`) ?? name, ...(description !== undefined && { description }) }
  }
}

/** A text per language, side by side where there is room. */
export function TextsField({
  form,
  name,
  long,
  focused,
}: Omit<Props, 'shape'> & { long?: boolean; focused?: boolean }) {
  const words = useFieldWords()(name)
  const language = useLanguage()
  // One's own language comes first.
  const order = [language, ...languages.filter((each) => each !== language)]
  return (
    <Stack gap={2}>
      {words.description !== undefined && (
        <Text size="xs" c="dimmed">
          {words.description}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xs">
        {order.map((each, at) => {
          const props = {
            label: `${words.label} · ${languageNames[each]}`,
            lang: each,
            autoComplete: 'off',
            ...form.input(`${name}.${each}`),
            value: String(form.values[`${name}.${each}`]),
            ...(focused === true && at === 0 && { 'data-autofocus': true }),
          }
          return long === true ? (
            <Textarea key={each} autosize minRows={3} maxRows={14} maxLength={5000} {...props} />
          ) : (
            <TextInput key={each} maxLength={200} {...props} />
          )
        })}
      </SimpleGrid>
    </Stack>
  )
}

const wordsOf = (value: unknown) =>
  String(value)
    .split(',')
    .filter((word) => word !== '')

/** One entry of another list; none is an answer too. */
export function EntrySelect(props: {
  label: string
  description?: string
  list: string
  value: string
  onChange: (key: string) => void
  error?: string | undefined
  without?: readonly string[]
  /** What no choice means. */
  none?: string
}) {
  const t = useWords('config')
  const list = useList(props.list)
  const label = (key: string) => (props.list === 'categories' ? categoryPath(list, key) : list.label(key))
  const options = list.entries
    .filter(({ key }) => !props.without?.includes(key))
    .map(({ key }) => ({ value: key, label: label(key) }))
  // What was archived since is still shown where it stands.
  if (props.value !== '' && !options.some(({ value }) => value === props.value))
    options.push({ value: props.value, label: label(props.value) })
  return (
    <Select
      label={props.label}
      description={props.description}
      data={options}
      value={props.value === '' ? null : props.value}
      onChange={(key) => {
        props.onChange(key ?? '')
      }}
      placeholder={props.none ?? t('none')}
      searchable
      openOnFocus={false}
      clearable
      clearButtonProps={{ 'aria-label': t('clear_of', { name: props.label }) }}
      nothingFoundMessage={t('nothing_found')}
      error={props.error}
    />
  )
}

function EntriesField({ form, name, list }: { form: Form; name: string; list: string }) {
  const t = useWords('config')
  const words = useFieldWords()(name)
  const { entries, label } = useList(list)
  const chosen = wordsOf(form.values[name])
  const keys = [...new Set([...entries.map(({ key }) => key), ...chosen])]
  return (
    <MultiSelect
      {...words}
      data={keys.map((key) => ({ value: key, label: label(key) }))}
      value={chosen}
      onChange={(values) => {
        form.input(name).onChange(values.join(','))
      }}
      searchable
      openOnFocus={false}
      nothingFoundMessage={t('nothing_found')}
      placeholder={chosen.length === 0 ? t('none') : ''}
      error={form.input(name).error}
    />
  )
}

function WordsField({ form, name, of, kind }: { form: Form; name: string; of: readonly string[]; kind: string }) {
  const t = useWords('config')
  const words = useFieldWords()(name)
  const chosen = wordsOf(form.values[name])
  return (
    <Checkbox.Group
      {...words}
      value={chosen}
      onChange={(values) => {
        form.input(name).onChange(values.join(','))
      }}
      error={form.input(name).error}
    >
      <Group gap="md" mt={6}>
        {[...new Set([...of, ...chosen])].map((word) => (
          <Checkbox key={word} value={word} label={t.find(`word.${kind}.${word}`) ?? word} />
        ))}
      </Group>
    </Checkbox.Group>
  )
}

function ColourField({ form, name }: { form: Form; name: string }) {
  const t = useWords('config')
  return (
    <Radio.Group {...useFieldWords()(name)} {...form.input(name)} value={String(form.values[name])}>
      <Group gap="md" mt={6}>
        {colours.map((colour) => (
          <Radio
            key={colour}
            value={colour}
            label={
              <Group gap={6} wrap="nowrap">
                <Dot colour={colour} />
                {t(`colour.${colour}`)}
              </Group>
            }
          />
        ))}
      </Group>
    </Radio.Group>
  )
}

/** Yes, no, or left to people. */
function TriField({ form, name }: { form: Form; name: string }) {
  const t = useWords('config')
  const words = useFieldWords()(name)
  const value = form.values[name]
  return (
    <Input.Wrapper {...words} labelElement="div" error={form.input(name).error}>
      <div>
        <SegmentedControl
          mt={4}
          aria-label={words.label}
          value={value === null ? 'open' : value === true ? 'yes' : 'no'}
          data={(['open', 'yes', 'no'] as const).map((each) => ({ value: each, label: t(`tri.${each}`) }))}
          onChange={(chosen) => {
            form.input(name).onChange(chosen === 'open' ? null : chosen === 'yes')
          }}
        />
      </div>
    </Input.Wrapper>
  )
}

function EnumField({ form, name, options }: { form: Form; name: string; options: readonly string[] }) {
  const t = useWords('config')
  const words = useFieldWords()(name)
  return (
    <Select
      {...words}
      data={options.map((value) => ({ value, label: t.find(`enum.${name}.${value}`) ?? value }))}
      value={String(form.values[name])}
      allowDeselect={false}
      onChange={(value) => {
        form.input(name).onChange(value)
      }}
      error={form.input(name).error}
    />
  )
}

const BASIS_POINTS = 100

function NumberField({ form, name, shape, percent }: Props & { percent: boolean }) {
  const { decimalMark } = useFormat()
  const value = form.values[name]
  const unit = percent ? BASIS_POINTS : 1
  return (
    <NumberInput
      {...useFieldWords()(name)}
      value={typeof value === 'number' ? value / unit : ''}
      decimalScale={percent ? 2 : 0}
      decimalSeparator={decimalMark}
      suffix={percent ? ' %' : ''}
      clampBehavior="none"
      {...(shape.minimum !== undefined && { min: shape.minimum / unit })}
      {...(shape.maximum !== undefined && { max: shape.maximum / unit })}
      onChange={(given) => {
        form.input(name).onChange(given === '' ? null : Math.round(Number(given) * unit))
      }}
      error={form.input(name).error}
    />
  )
}

function SwitchField({ form, name }: { form: Form; name: string }) {
  const input = form.input(name)
  return (
    <Switch
      {...useFieldWords()(name)}
      checked={form.values[name] === true}
      error={input.error}
      onChange={(event) => {
        input.onChange(event.currentTarget.checked)
      }}
    />
  )
}

function LineField({ form, name, shape }: Props) {
  const input = form.input(name)
  return (
    <TextInput
      {...useFieldWords()(name)}
      autoComplete="off"
      {...(shape.maxLength !== undefined && { maxLength: shape.maxLength })}
      {...input}
      value={String(form.values[name])}
    />
  )
}

function ZoneField({ form, name }: { form: Form; name: string }) {
  const words = useFieldWords()(name)
  const t = useWords('config')
  const { value, onChange, error } = form.input(name)
  return (
    <Select
      {...words}
      data={Intl.supportedValuesOf('timeZone')}
      value={typeof value === 'string' && value !== '' ? value : null}
      placeholder="UTC"
      searchable
      openOnFocus={false}
      clearable
      clearButtonProps={{ 'aria-label': t('clear', { name: words.label }) }}
      onChange={(chosen) => {
        onChange(chosen ?? '')
      }}
      error={error}
    />
  )
}

function FreeWordsField({ form, name }: { form: Form; name: string }) {
  return (
    <TagsInput
      {...useFieldWords()(name)}
      value={wordsOf(form.values[name])}
      onChange={(values) => {
        form.input(name).onChange(values.join(','))
      }}
      error={form.input(name).error}
    />
  )
}

export function EntryField({ form, name, shape }: Props) {
  const words = useFieldWords()(name)
  const kind = kindOf(name)
  const input = form.input(name)
  switch (kind?.is) {
    case 'hidden':
      return null
    case 'entry':
      return (
        <EntrySelect
          {...words}
          list={kind.list}
          value={String(input.value)}
          onChange={input.onChange}
          error={input.error}
        />
      )
    case 'entries':
      return <EntriesField form={form} name={name} list={kind.list} />
    case 'words':
      return <WordsField form={form} name={name} of={kind.of} kind={kind.name} />
    case 'colour':
      return <ColourField form={form} name={name} />
    case 'person':
      return (
        <PersonById
          {...words}
          value={typeof input.value === 'number' ? input.value : null}
          onChange={input.onChange}
          error={input.error}
        />
      )
    case 'long':
      return <TextsField form={form} name={name} long />
    case 'percentage':
      return <NumberField form={form} name={name} shape={shape} percent />
    case 'zone':
      return <ZoneField form={form} name={name} />
    case undefined:
  }
  if (isTexts(shape)) return <TextsField form={form} name={name} />
  if (isWords(shape)) return <FreeWordsField form={form} name={name} />
  if (shape.type === 'array' || shape.type === 'object') return null
  if (shape.enum) return <EnumField form={form} name={name} options={shape.enum} />
  if (shape.type === 'boolean')
    return shape.nullable ? <TriField form={form} name={name} /> : <SwitchField form={form} name={name} />
  if (shape.type === 'integer') return <NumberField form={form} name={name} shape={shape} percent={false} />
  return <LineField form={form} name={name} shape={shape} />
}
