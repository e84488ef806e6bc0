// A role: its names, what it may, and with which tickets.
import { Button, Center, Checkbox, Group, Loader, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { can, useChange } from '@/api'
import { keyFrom } from '@/features/config'
import { languageNames, languages, useLanguage, useProblemText, useWords } from '@/i18n'
import {
  AppForm,
  ConfirmDialog,
  ConflictDialog,
  Dialog,
  Failed,
  notifyDone,
  notifyFailed,
  useAppForm,
  useEdit,
  useSession,
  type AppFormState,
} from '@/ui'
import { GrantLines, GrantsField } from './grants_field'
import { deleteRole, loadRole, permissionsQuery, putRole, rolesQuery, type Grant, type Role } from './role_api'
import { roleRoute } from './role_route'

/** Single values, as forms have them: permissions with commas between, grants as text. */
function valuesOf(role: Role | undefined) {
  return {
    en: role?.labels.en ?? '',
    fr: role?.labels.fr ?? '',
    es: role?.labels.es ?? '',
    staff: role?.staff ?? false,
    permissions: role?.permissions.join(',') ?? '',
    grants: JSON.stringify(role?.grants ?? []),
  }
}
type Values = ReturnType<typeof valuesOf>

function bodyOf({ en, fr, es, staff, permissions, grants }: Values) {
  return {
    labels: { en: en.trim(), fr: fr.trim(), es: es.trim() },
    staff,
    permissions: permissions.split(',').filter((key) => key !== ''),
    grants: JSON.parse(grants) as Grant[],
  }
}

function useBack() {
  const navigate = useNavigate()
  return () => void navigate({ to: '/roles' })
}

function RoleForm(props: {
  form: AppFormState<Values>
  action: string
  onCancel: () => void
  readOnly: boolean
  all?: boolean
}) {
  const t = useWords('role', 'common')
  const { form } = props
  const language = useLanguage()
  const { data: permissions = [] } = useQuery(permissionsQuery)
  return (
    <AppForm form={form} guard>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xs">
          {[language, ...languages.filter((each) => each !== language)].map((each, at) => (
            <TextInput
              key={each}
              label={`${t('role:name')} · ${languageNames[each]}`}
              lang={each}
              maxLength={100}
              autoComplete="off"
              disabled={props.readOnly}
              {...(at === 0 && { 'data-autofocus': true })}
              {...form.input(each)}
            />
          ))}
        </SimpleGrid>
        <Switch
          label={t('role:staff')}
          description={t('role:staff.why')}
          checked={form.values.staff}
          disabled={props.readOnly}
          onChange={(event) => {
            form.input('staff').onChange(event.currentTarget.checked)
          }}
        />
        {props.all === true ? (
          <Text size="sm">{t('role:all')}</Text>
        ) : (
          <Checkbox.Group
            label={t('role:permissions')}
            value={form.values.permissions.split(',')}
            onChange={(keys) => {
              form.input('permissions').onChange(keys.filter((key) => key !== '').join(','))
            }}
            error={form.input('permissions').error}
          >
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt={6}>
              {permissions
                .filter(({ key }) => key !== 'self')
                .map(({ key, doc }) => (
                  <Checkbox key={key} value={key} label={t.find(`role:may.${key}`) ?? doc} disabled={props.readOnly} />
                ))}
            </SimpleGrid>
          </Checkbox.Group>
        )}
        <GrantsField
          grants={JSON.parse(form.values.grants) as Grant[]}
          readOnly={props.readOnly}
          onChange={(grants) => {
            form.input('grants').onChange(JSON.stringify(grants))
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onCancel}>
            {props.readOnly ? t('common:close') : t('common:cancel')}
          </Button>
          {!props.readOnly && (
            <Button type="submit" loading={form.busy}>
              {props.action}
            </Button>
          )}
        </Group>
      </Stack>
    </AppForm>
  )
}

export function RoleNewDialog() {
  const t = useWords('role')
  const client = useQueryClient()
  const language = useLanguage()
  const back = useBack()
  const roles = useQuery(rolesQuery)
  const form = useAppForm<Values, Role>({
    values: valuesOf(undefined),
    save: (values) => {
      const key = keyFrom(values.en, '', roles.data ?? [])
      // A name without a letter that keys have, such as an emoji, is a name too.
      return putRole(key === '' ? keyFrom('role', '', roles.data ?? []) : key, bodyOf(values))
    },
    done: (role) => {
      void client.invalidateQueries({ queryKey: rolesQuery.queryKey })
      notifyDone(t('created', { name: role.labels[language] }))
      back()
    },
  })
  return (
    <Dialog opened onClose={back} title={t('new')} size="xl" closeOnClickOutside={false}>
      <RoleForm form={form} action={t('create')} onCancel={back} readOnly={false} />
    </Dialog>
  )
}

export function RoleEditDialog() {
  const t = useWords('role')
  const language = useLanguage()
  const back = useBack()
  const { key } = roleRoute.useParams()
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['role', 'one', key], queryFn: () => loadRole(key) })
  return (
    <Dialog opened onClose={back} title={data?.labels[language] ?? t('edit')} size="xl" closeOnClickOutside={false}>
      {isPending && (
        <Center h={200}>
          <Loader />
        </Center>
      )}
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {data && <Editor key={key} role={data} />}
    </Dialog>
  )
}

type Record = Role & { id: number }

function Editor({ role }: { role: Role }) {
  const t = useWords('role')
  const client = useQueryClient()
  const language = useLanguage()
  const back = useBack()
  const mayWrite = can(useSession(), 'role.write')
  const asRecord = (each: Role): Record => ({ ...each, id: 1 })
  const edit = useEdit<Record, Values>({
    record: asRecord(role),
    valuesOf,
    load: async () => asRecord(await loadRole(role.key)),
    save: async (base, changes) =>
      asRecord(
        await putRole(role.key, { ...bodyOf({ ...valuesOf(base), ...changes }), position: base.position }, base),
      ),
    done: (after) => {
      client.setQueryData(['role', 'one', role.key], after)
      void client.invalidateQueries({ queryKey: rolesQuery.queryKey })
      notifyDone(t('saved', { name: after.labels[language] }))
      back()
    },
  })
  return (
    <>
      <RoleForm
        form={edit.form}
        action={t('save')}
        onCancel={back}
        readOnly={!mayWrite}
        all={role.permissions.includes('*')}
      />
      {mayWrite && !role.builtin && <Removal role={role} onGone={back} />}
      <ConflictDialog
        edit={edit}
        fields={[
          ...languages.map((each) => ({ name: each, label: `${t('name')} · ${languageNames[each]}` })),
          { name: 'staff', label: t('staff'), show: (is) => (is === true ? t('yes') : t('no')) },
          {
            name: 'permissions',
            label: t('permissions'),
            show: (keys) =>
              String(keys)
                .split(',')
                .map((key) => t.find(`may.${key}`) ?? key)
                .join(', '),
          },
          {
            name: 'grants',
            label: t('grants'),
            show: (grants) => <GrantLines grants={JSON.parse(String(grants)) as Grant[]} />,
          },
        ]}
      />
    </>
  )
}

function Removal({ role, onGone }: { role: Role; onGone: () => void }) {
  const t = useWords('role')
  const client = useQueryClient()
  const language = useLanguage()
  const problemText = useProblemText()
  const removal = useChange(deleteRole)
  const [asked, setAsked] = useState(false)
  const name = role.labels[language]
  return (
    <>
      <Button
        variant="subtle"
        color="red.9"
        mt="sm"
        onClick={() => {
          setAsked(true)
        }}
      >
        {t('delete')}
      </Button>
      <ConfirmDialog
        opened={asked}
        title={t('delete.title', { name })}
        action={t('delete')}
        busy={removal.isPending}
        onConfirm={() => {
          removal.mutate(role.key, {
            onSuccess: () => {
              void client.invalidateQueries({ queryKey: rolesQuery.queryKey })
              notifyDone(t('deleted', { name }))
              onGone()
            },
            onError: (error) => {
              setAsked(false)
              notifyFailed(problemText(error))
            },
          })
        }}
        onClose={() => {
          setAsked(false)
        }}
      >
        {t('delete.text')}
      </ConfirmDialog>
    </>
  )
}
