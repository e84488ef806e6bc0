// Changes a person; where somebody else saved first, both are shown.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { can } from '@/api'
import { useConfig } from '@/features/config'
import { languageNames, useFormat, useProblemText, useWords } from '@/i18n'
import {
  changedValues,
  ConflictDialog,
  Dialog,
  notifyDone,
  notifyFailed,
  useEdit,
  useGuardedClose,
  useSession,
} from '@/ui'
import { loadPerson, people, personQuery, reloadAround, updatePerson, type Person } from './person_api'
import { PersonForm } from './person_form'
import { fieldNames, patchOf, valuesOf, type PersonValues } from './person_values'

type Value = PersonValues[keyof PersonValues]

export function PersonName({ id }: { id: number }) {
  const { data } = useQuery(personQuery(id))
  return data?.name ?? String(id)
}

/** How a value of a field is shown outside of its field. */
export function useShown(): (name: string, value: unknown) => React.ReactNode {
  const kinds = useConfig('person_kinds')
  const ranks = useConfig('ranks')
  const statuses = useConfig('person_statuses')
  const channels = useConfig('channels')
  const lists: Record<string, { label: (key: string) => string }> = {
    kind: kinds,
    rank: ranks,
    status: statuses,
    preferred_channel: channels,
    locale: { label: (key) => (languageNames as Record<string, string>)[key] ?? key },
  }
  return (name, value) => {
    if (value === null || value === undefined || value === '') return '–'
    if (name === 'sponsor_id' && typeof value === 'number') return <PersonName id={value} />
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return lists[name]?.label(text) ?? text
  }
}

export function PersonEditDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const t = useWords('person', 'common')
  const format = useFormat()
  const session = useSession()
  const queryClient = useQueryClient()
  const problemText = useProblemText()
  const shown = useShown()
  const take = (after: Person) => {
    people.store(queryClient, after)
    void reloadAround(queryClient, after.id)
  }
  const takeBack = (after: Person, before: Person) => {
    updatePerson(after, patchOf(changedValues(valuesOf(before), valuesOf(after)))).then(
      (restored) => {
        take(restored)
        notifyDone(t('person:undone', { name: restored.name }))
      },
      (error: unknown) => {
        notifyFailed(problemText(error))
      },
    )
  }
  const edit = useEdit<Person, PersonValues>({
    record: person,
    valuesOf,
    load: () => loadPerson(person.id),
    save: (base, changes) => updatePerson(base, patchOf(changes)),
    done: (after, before) => {
      onClose()
      if (after.version === before.version) return
      take(after)
      notifyDone(t('person:saved', { name: after.name }), {
        label: t('common:undo'),
        run: () => {
          takeBack(after, before)
        },
      })
    },
  })
  const { close, question } = useGuardedClose(edit.form.hasUnsaved, onClose)
  return (
    <Dialog opened onClose={close} title={t('person:edit')} size="lg" closeOnClickOutside={false}>
      <PersonForm form={edit.form} all={can(session, 'person.write')} action={t('person:save')} onCancel={close} />
      <ConflictDialog
        edit={edit}
        fields={fieldNames.map((name) => ({
          name,
          label: name.startsWith('ship_')
            ? format.named(t('person:address.ship'), t(`person:field.${name.slice(5) as 'street'}`))
            : t(`person:field.${name as 'street'}`),
          show: (value: Value) => shown(name, value),
        }))}
      />
      {question}
    </Dialog>
  )
}
