// An entry of a list: a new one, or one that is there. Its fields are those of the list's shape.
import { Alert, Center, Loader, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { Problem } from '@/api'
import { personQuery } from '@/features/person'
import { languageNames, languages, useFormat, useLanguage, useWords } from '@/i18n'
import {
  AppForm,
  ConflictDialog,
  Dialog,
  Failed,
  notifyDone,
  useAppForm,
  useEdit,
  type AppFormState,
  type ConflictField,
  type FormValues,
  FormEnd,
} from '@/ui'
import { CategoryRoles, lineOf } from './category_roles'
import { loadList, putList, shapesQuery, storeList, type Entry, type List, type Shape } from './config_api'
import { entryNewRoute, entryRoute, listRoute } from './config_route'
import { entryOf, isTexts, isWords, keyFrom, valuesOf } from './entries'
import { EntryField, EntrySelect, TextsField, useFieldWords } from './entry_field'
import { kindOf, trees } from './list_spec'
import { MailTexts } from './mail_texts'
import { useListName } from './overview_page'
import { listQuery } from './use_config'
import { useValueWords } from './use_value_words'

/** Asked for on their own, not among the other fields. */
const ON_TOP = ['key', 'parent', 'labels', 'archived']
const TRIES = 3

function useBack() {
  const navigate = useNavigate()
  const { list } = listRoute.useParams()
  const view = listRoute.useSearch()
  return () => void navigate({ to: '/lists/$list', params: { list }, search: view })
}

function EntryDialog({ title, children }: { title: string; children: (list: List, shape: Shape) => ReactNode }) {
  const { list } = listRoute.useParams()
  const back = useBack()
  const shapes = useQuery(shapesQuery)
  const entries = useQuery(listQuery(list))
  const error = shapes.error ?? entries.error
  const shape = shapes.data?.get(list)
  return (
    <Dialog opened onClose={back} title={title} size="xl" closeOnClickOutside={false}>
      {entries.data && shape ? (
        children(entries.data, shape)
      ) : error ? (
        <Failed error={error} onRetry={() => void Promise.all([shapes.refetch(), entries.refetch()])} />
      ) : (
        <Center h={240}>
          <Loader />
        </Center>
      )}
    </Dialog>
  )
}

function EntryFields(props: {
  list: string
  shape: Shape
  items: readonly Entry[]
  form: AppFormState<FormValues>
  keyField: ReactNode
  action: string
}) {
  const t = useWords('config')
  const back = useBack()
  const { form, list, shape } = props
  const parent = form.input('parent')
  const rest = Object.entries(shape.properties ?? {}).filter(([name]) => !ON_TOP.includes(name))
  return (
    <AppForm form={form} guard>
      <Stack>
        <TextsField form={form} name="labels" focused />
        {props.keyField}
        {trees.includes(list) && (
          <EntrySelect
            label={t('config:field.parent')}
            list={list}
            value={String(parent.value)}
            onChange={parent.onChange}
            error={parent.error}
            without={[String(form.values['key'])]}
          />
        )}
        {list === 'mail_templates' ? (
          <MailTexts form={form} />
        ) : (
          rest.map(([name, field]) => <EntryField key={name} form={form} name={name} shape={field} />)
        )}
        {list === 'categories' && (
          <CategoryRoles line={lineOf(props.items, String(form.values['key']), String(parent.value))} />
        )}
        <FormEnd action={props.action} busy={form.busy} onCancel={back} />
      </Stack>
    </AppForm>
  )
}

export function EntryNewDialog() {
  const t = useWords('config')
  const format = useFormat()
  const listName = useListName()
  const { list } = listRoute.useParams()
  return (
    <EntryDialog title={format.named(listName(list), t('new'))}>
      {(entries, shape) => <NewEntry entries={entries} shape={shape} />}
    </EntryDialog>
  )
}

function NewEntry({ entries, shape }: { entries: List; shape: Shape }) {
  const t = useWords('config')
  const client = useQueryClient()
  const language = useLanguage()
  const back = useBack()
  const { below } = entryNewRoute.useSearch()
  /** The key follows the name until it is typed by hand. */
  const [ownKey, setOwnKey] = useState(false)
  const keyOf = (values: FormValues) => {
    const label = [values['labels.en'], values[`labels.${language}`], values['labels.fr'], values['labels.es']]
    const first = label.find((text) => typeof text === 'string' && text.trim() !== '')
    return keyFrom(String(first ?? ''), String(values['parent'] ?? ''), entries.items)
  }
  const form = useAppForm<FormValues, List>({
    values: { ...valuesOf(shape, undefined), parent: below ?? '' },
    save: async (values) => {
      const key = ownKey ? String(values['key']).trim() : keyOf(values)
      const entry = entryOf(shape, { ...values, key })
      // Another change of the list in between is no conflict with a new entry.
      for (let tries = 1; ; tries++)
        try {
          const now = await loadList(entries.list)
          return await putList(now, [...now.items, entry], language, key)
        } catch (error) {
          if (!(error instanceof Problem && error.isConflict) || tries === TRIES) throw error
        }
    },
    done: (after) => {
      storeList(client, after)
      notifyDone(t('created', { name: after.items.at(-1)?.labels[language] ?? '' }))
      back()
    },
  })
  const key = form.input('key')
  return (
    <EntryFields
      list={entries.list}
      shape={shape}
      items={entries.items}
      form={form}
      action={t('create')}
      keyField={
        <TextInput
          label={t('key')}
          description={t('key.why')}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          {...key}
          value={ownKey ? String(key.value) : keyOf(form.values)}
          onChange={(event) => {
            setOwnKey(event.currentTarget.value !== '')
            key.onChange(event)
          }}
        />
      }
    />
  )
}

export function EntryEditDialog() {
  const t = useWords('config')
  const format = useFormat()
  const language = useLanguage()
  const { key } = entryRoute.useParams()
  const { list } = listRoute.useParams()
  const listName = useListName()
  const { data } = useQuery(listQuery(list))
  const name = data?.items.find((entry) => entry.key === key)?.labels[language]
  return (
    <EntryDialog title={format.named(listName(list), name ?? key)}>
      {(entries, shape) => {
        const entry = entries.items.find((each) => each.key === key)
        return entry ? (
          <EntryEditor key={key} entries={entries} entry={entry} shape={shape} />
        ) : (
          <Alert color="red" variant="outline">
            {t('gone')}
          </Alert>
        )
      }}
    </EntryDialog>
  )
}

interface Record {
  id: number
  version: number
  entries: List
  entry: Entry
}

function PersonName({ id }: { id: number }) {
  const { data } = useQuery(personQuery(id))
  return data?.name ?? String(id)
}

function useConflictFields(shape: Shape): ConflictField<FormValues>[] {
  const words = useFieldWords()
  const valueWords = useValueWords()
  const t = useWords('config')
  const shown = (name: string, field: Shape, value: FormValues[string]) => {
    if (typeof value === 'boolean') return t(value ? 'tri.yes' : 'tri.no')
    if (value === null || value === '') return t(field.type === 'boolean' ? 'tri.open' : 'none')
    if (kindOf(name)?.is === 'person') return <PersonName id={Number(value)} />
    return valueWords(name, field, isWords(field) ? String(value).split(',') : value)
  }
  return Object.entries(shape.properties ?? {}).flatMap(([name, field]) =>
    isTexts(field)
      ? languages.map((each) => ({
          name: `${name}.${each}`,
          label: `${words(name).label} · ${languageNames[each]}`,
          show: (value: FormValues[string]) => (value === '' ? t('none') : String(value)),
        }))
      : [{ name, label: words(name).label, show: (value: FormValues[string]) => shown(name, field, value) }],
  )
}

function EntryEditor({ entries, entry, shape }: { entries: List; entry: Entry; shape: Shape }) {
  const t = useWords('config')
  const client = useQueryClient()
  const language = useLanguage()
  const back = useBack()
  const recordOf = (list: List): Record => ({
    id: 1,
    version: list.version,
    entries: list,
    entry: list.items.find((each) => each.key === entry.key) ?? entry,
  })
  const edit = useEdit<Record, FormValues>({
    record: recordOf(entries),
    valuesOf: (record) => valuesOf(shape, record.entry),
    load: async () => recordOf(await loadList(entries.list)),
    save: async (base, changes) => {
      const after = { ...base.entry, ...entryOf(shape, { ...valuesOf(shape, base.entry), ...(changes as FormValues) }) }
      const items = base.entries.items.map((each) => (each.key === entry.key ? after : each))
      return recordOf(await putList(base.entries, items, language, entry.key))
    },
    done: (after) => {
      storeList(client, after.entries)
      notifyDone(t('saved', { name: after.entry.labels[language] }))
      back()
    },
  })
  return (
    <>
      <EntryFields
        list={entries.list}
        shape={shape}
        items={entries.items}
        form={edit.form}
        action={t('save')}
        keyField={
          <Text size="xs" c="dimmed">
            {t('key.fixed', { key: entry.key })}
          </Text>
        }
      />
      <ConflictDialog edit={edit} fields={useConflictFields(shape)} />
    </>
  )
}
