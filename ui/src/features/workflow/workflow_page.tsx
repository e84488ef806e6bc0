// One workflow on a page: a new one, as a copy or from a file, or one that is there (WF-1).
import { Alert, Anchor, Button, Group, Select, Skeleton, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { IconArrowLeft, IconCopy } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { asProblem, Problem } from '@/api'
import {
  keyFrom,
  listQuery,
  loadList,
  replaceList,
  storeList,
  useConfig,
  type Entry,
  type List,
} from '@/features/config'
import { languageNames, languages, useFieldText, useLanguage, useWords } from '@/i18n'
import { ConflictDialog, Failed, notifyDone, Page, useAppForm, useEdit, type FormValues } from '@/ui'
import { FileButtons } from './file_buttons'
import { useWayName } from './transition_table'
import type { RowErrors } from './use_rows'
import { flowOf, fromValues, noFlow, valuesOf, type Flow, type State, type Transition } from './workflow'
import { WorkflowForm } from './workflow_form'
import { workflowNewRoute, workflowRoute } from './workflow_route'

const LIST = 'workflows'
const TRIES = 3

function useBack() {
  const navigate = useNavigate()
  return () => void navigate({ to: '/lists/$list', params: { list: LIST } })
}

/** Saves the list; what the server says about rows of this workflow is kept for the rows. */
function useSaving() {
  const [errors, setErrors] = useState<RowErrors>({})
  const fieldText = useFieldText()
  const save = async (list: List, items: readonly Entry[], key: string): Promise<List> => {
    setErrors({})
    try {
      return await replaceList(list, items)
    } catch (error) {
      const { status, code, message: detail, requestId, retryAfter, fields } = asProblem(error)
      const own = `items[${String(items.findIndex((each) => each.key === key))}].`
      const named = fields.map((field) =>
        field.name.startsWith(own) ? { ...field, name: field.name.slice(own.length) } : field,
      )
      setErrors(Object.fromEntries(named.toReversed().map((field) => [field.name, fieldText(field)])))
      // The form knows the tables as one field each.
      const ofForm = named.map((field) => ({ ...field, name: field.name.replace(/^(states|transitions)\[.*$/, '$1') }))
      throw new Problem({ status, code, detail, fields: ofForm, requestId, retryAfter })
    }
  }
  return { errors, setErrors, save }
}

function WorkflowFrame(props: { title: string; actions?: ReactNode; children: ReactNode }) {
  const t = useWords('workflow', 'config')
  return (
    <Page name="workflow" title={props.title} tip={t('tip')} actions={props.actions} wide>
      <Group>
        <Anchor component={Link} to="/lists/workflows" size="sm">
          <Group gap={4} component="span">
            <IconArrowLeft size={14} aria-hidden />
            {t('config:list.workflows')}
          </Group>
        </Anchor>
      </Group>
      {props.children}
    </Page>
  )
}

function Loading({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return error ? <Failed error={error} onRetry={onRetry} /> : <Skeleton height={400} radius="lg" aria-hidden />
}

export function WorkflowNewPage() {
  const t = useWords('workflow')
  const { from } = workflowNewRoute.useSearch()
  const { data, error, refetch } = useQuery(listQuery(LIST))
  if (data) return <NewWorkflow key={from ?? ''} source={data.items.find(({ key }) => key === from)} />
  return (
    <WorkflowFrame title={t('new')}>
      <Loading error={error} onRetry={() => void refetch()} />
    </WorkflowFrame>
  )
}

/** "Generic (copy)", ready to be renamed. */
function copyOf(source: Entry, copy: (name: string) => string): Flow {
  const { en, fr, es } = source.labels
  return { ...flowOf(source), labels: { en: copy(en), fr: copy(fr), es: copy(es) } }
}

function NewWorkflow({ source }: { source: Entry | undefined }) {
  const t = useWords('workflow')
  const client = useQueryClient()
  const language = useLanguage()
  const navigate = useNavigate()
  const back = useBack()
  const { errors, setErrors, save } = useSaving()
  const copied = useConfig(LIST)
  const form = useAppForm<FormValues, List>({
    values: valuesOf(source ? copyOf(source, (name) => t('copy_of', { name })) : noFlow),
    save: async (values) => {
      const flow = fromValues(values)
      // Another change of the list in between is no conflict with a new entry.
      for (let tries = 1; ; tries++)
        try {
          const now = await loadList(LIST)
          const key = keyFrom(flow.labels.en, '', now.items)
          return await save(now, [...now.items, { key, ...flow }], key)
        } catch (error) {
          if (!(error instanceof Problem && error.isConflict) || tries === TRIES) throw error
        }
    },
    done: (after) => {
      storeList(client, after)
      const made = after.items.at(-1)
      notifyDone(t('created', { name: made?.labels[language] ?? '' }))
      if (made) void navigate({ to: '/lists/workflows/entry/$key', params: { key: made.key } })
    },
  })
  const flow = fromValues(form.values)
  const take = (next: Flow) => {
    setErrors({})
    form.setValues(valuesOf(next))
  }
  return (
    <WorkflowFrame
      title={t('new')}
      actions={<FileButtons name={keyFrom(flow.labels.en, '', []) || 'workflow'} flow={flow} onImport={take} />}
    >
      <WorkflowForm
        form={form}
        errors={errors}
        setErrors={setErrors}
        action={t('create')}
        onCancel={back}
        top={
          <Select
            label={t('source')}
            description={t('source.why')}
            maw={360}
            data={copied.options}
            value={source?.key ?? null}
            placeholder={t('source.none')}
            clearable
            clearButtonProps={{ 'aria-label': t('source.clear') }}
            onChange={(key) =>
              void navigate({ to: '/lists/workflows/new', search: key === null ? {} : { from: key }, replace: true })
            }
          />
        }
      />
    </WorkflowFrame>
  )
}

export function WorkflowPage() {
  const t = useWords('workflow', 'config')
  const { key } = workflowRoute.useParams()
  const { data, error, refetch } = useQuery(listQuery(LIST))
  const entry = data?.items.find((each) => each.key === key)
  if (data && entry) return <Editor key={key} list={data} entry={entry} />
  return (
    <WorkflowFrame title={key}>
      {data ? (
        <Alert color="red" variant="outline" role="group">
          {t('config:gone')}
        </Alert>
      ) : (
        <Loading error={error} onRetry={() => void refetch()} />
      )}
    </WorkflowFrame>
  )
}

interface Record {
  id: number
  version: number
  list: List
  flow: Flow
}

function useConflictFields() {
  const t = useWords('workflow')
  const { label } = useConfig('statuses')
  const wayName = useWayName()
  const states = (value: unknown) =>
    (JSON.parse(String(value)) as State[]).map(({ status }) => label(status)).join(', ')
  const ways = (value: unknown) => (JSON.parse(String(value)) as Transition[]).map(wayName).join(', ')
  return [
    ...languages.map((each) => ({ name: `labels.${each}`, label: `${t('name')} · ${languageNames[each]}` })),
    { name: 'initial', label: t('initial'), show: (value: unknown) => label(String(value)) },
    { name: 'states', label: t('states'), show: states },
    { name: 'transitions', label: t('transitions'), show: ways },
  ]
}

function Editor({ list, entry }: { list: List; entry: Entry }) {
  const t = useWords('workflow', 'config')
  const client = useQueryClient()
  const language = useLanguage()
  const back = useBack()
  const { errors, setErrors, save } = useSaving()
  const { key } = entry
  const recordOf = (now: List): Record => ({
    id: 1,
    version: now.version,
    list: now,
    flow: flowOf(now.items.find((each) => each.key === key) ?? entry),
  })
  const edit = useEdit<Record, FormValues>({
    record: recordOf(list),
    valuesOf: ({ flow }) => valuesOf(flow),
    load: async () => recordOf(await loadList(LIST)),
    save: async (base, changes) => {
      const flow = fromValues({ ...valuesOf(base.flow), ...(changes as FormValues) })
      const items = base.list.items.map((each) => (each.key === key ? { ...each, ...flow } : each))
      return recordOf(await save(base.list, items, key))
    },
    done: (after) => {
      storeList(client, after.list)
      notifyDone(t('config:saved', { name: after.flow.labels[language] }))
      back()
    },
  })
  return (
    <WorkflowFrame
      title={entry.labels[language]}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconCopy size={16} aria-hidden />}
            renderRoot={(props) => <Link to="/lists/workflows/new" search={{ from: key }} {...props} />}
          >
            {t('copy')}
          </Button>
          <FileButtons
            name={key}
            flow={fromValues(edit.form.values)}
            onImport={(next) => {
              setErrors({})
              edit.form.setValues(valuesOf(next))
            }}
          />
        </>
      }
    >
      <WorkflowForm
        form={edit.form}
        errors={errors}
        setErrors={setErrors}
        action={t('config:save')}
        onCancel={back}
        top={
          <Text size="xs" c="dimmed">
            {t('config:key.fixed', { key })}
          </Text>
        }
      />
      <ConflictDialog edit={edit} fields={useConflictFields()} />
    </WorkflowFrame>
  )
}
