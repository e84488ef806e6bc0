// A new person, with a warning where somebody like that is known already.
import { Alert, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { IconUsers } from '@tabler/icons-react'
import { useWords } from '@/i18n'
import { Dialog, notifyDone, useAppForm } from '@/ui'
import { createPerson, duplicatesQuery, people, reloadAround, type Person } from './person_api'
import { PersonForm } from './person_form'
import { personListRoute } from './person_route'
import { likeOf, NEW, newOf, type PersonValues } from './person_values'

const TYPING_MS = 400

function Duplicates({ values }: { values: PersonValues }) {
  const t = useWords('person')
  const { name, email, phone, postcode } = values
  const [asked] = useDebouncedValue(JSON.stringify([name, email, phone, postcode]), TYPING_MS)
  const [a = '', b = '', c = '', d = ''] = JSON.parse(asked) as string[]
  const like = likeOf({ ...NEW, name: a, email: b, phone: c, postcode: d })
  const { data } = useQuery({
    ...duplicatesQuery(like ?? {}),
    enabled: like !== undefined,
    placeholderData: keepPreviousData,
  })
  const found = like === undefined ? [] : (data ?? [])
  return (
    <div role="status">
      {found.length > 0 && (
        <Alert
          role="group"
          color="var(--am-gold-ink)"
          variant="outline"
          icon={<IconUsers aria-hidden />}
          title={t('duplicates')}
        >
          <Stack component="ul" gap={4} m={0} p={0} style={{ listStyle: 'none' }}>
            {found.map(({ person, reason }) => (
              <li key={person.id}>
                <Link to="/people/$id" params={{ id: person.id }}>
                  {person.name}
                </Link>
                <Text size="xs" c="dimmed">
                  {t.find(`duplicate.${reason}`) ?? reason}
                </Text>
              </li>
            ))}
          </Stack>
        </Alert>
      )}
    </div>
  )
}

export function PersonNewDialog() {
  const t = useWords('person')
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const view = personListRoute.useSearch()
  const back = () => void navigate({ to: '/people', search: view })
  const form = useAppForm<PersonValues, Person>({
    values: NEW,
    save: (values, key) => createPerson(newOf(values), key),
    done: (person) => {
      people.store(queryClient, person)
      void people.reload(queryClient)
      void reloadAround(queryClient, person.id)
      notifyDone(t('created', { name: person.name }))
      void navigate({ to: '/people/$id', params: { id: person.id } })
    },
  })
  return (
    <Dialog opened onClose={back} title={t('new')} size="lg" closeOnClickOutside={false}>
      <PersonForm form={form} all action={t('create')} onCancel={back}>
        <Duplicates values={form.values} />
      </PersonForm>
    </Dialog>
  )
}
