// An invitation, and an account that is there: its roles, its address, whether it may sign in.
import { Button, Center, Group, Loader, MultiSelect, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { can, useChange } from '@/api'
import { PersonSelect, type Chosen } from '@/features/person'
import { useRoles } from '@/features/role'
import { useProblemText, useWords } from '@/i18n'
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
  FormEnd,
} from '@/ui'
import {
  accountQuery,
  accounts,
  createAccount,
  endSessions,
  inviteAgain,
  loadAccount,
  updateAccount,
  type Account,
} from './account_api'
import { accountListRoute, accountRoute } from './account_route'

function useBack() {
  const navigate = useNavigate()
  const view = accountListRoute.useSearch()
  return () => void navigate({ to: '/accounts', search: view })
}

const listed = (roles: string) => roles.split(',').filter((role) => role !== '')

function RolesField<V extends { roles: string }>({ form }: { form: AppFormState<V & Record<string, string>> }) {
  const t = useWords('account')
  const roles = useRoles()
  const input = form.input('roles')
  return (
    <MultiSelect
      label={t('roles')}
      description={t('roles.why')}
      data={roles.options}
      value={listed(form.values.roles)}
      onChange={(keys) => {
        input.onChange(keys.join(','))
      }}
      searchable
      openOnFocus={false}
      error={input.error}
    />
  )
}

interface NewValues extends Record<string, string> {
  person_id: string
  name: string
  email: string
  roles: string
}

export function AccountNewDialog() {
  const t = useWords('account', 'common')
  const client = useQueryClient()
  const back = useBack()
  const [person, setPerson] = useState<Chosen | null>(null)
  const [isNew, setIsNew] = useState(false)
  const form = useAppForm<NewValues, Account>({
    values: { person_id: '', name: '', email: '', roles: '' },
    save: (values, key) => {
      const roles = listed(values.roles)
      const email = values.email.trim()
      return createAccount(
        isNew
          ? { person: { name: values.name.trim(), email }, email, roles }
          : { ...(person && { person_id: person.id }), ...(email !== '' && { email }), roles },
        key,
      )
    },
    done: (account) => {
      void accounts.reload(client)
      notifyDone(t('account:invited', { name: account.person_name, email: account.email }))
      back()
    },
  })
  return (
    <Dialog opened onClose={back} title={t('account:new')} closeOnClickOutside={false}>
      <AppForm form={form} guard>
        <Stack>
          {isNew ? (
            <TextInput
              label={t('account:name')}
              data-autofocus
              autoComplete="off"
              maxLength={200}
              {...form.input('name')}
            />
          ) : (
            <PersonSelect
              label={t('account:name')}
              description={t('account:person.why')}
              value={person}
              onChange={setPerson}
              onNew={(name) => {
                setIsNew(true)
                form.setValues({ name })
              }}
              error={form.input('person_id').error}
              focused
            />
          )}
          <TextInput
            label={t('common:email')}
            description={isNew ? undefined : t('account:email.why')}
            type="email"
            maxLength={254}
            autoComplete="off"
            {...form.input('email')}
          />
          <RolesField form={form} />
          <Text size="sm" c="dimmed">
            {t('account:invite.why')}
          </Text>
          <FormEnd action={t('account:invite')} busy={form.busy} onCancel={back} />
        </Stack>
      </AppForm>
    </Dialog>
  )
}

export function AccountEditDialog() {
  const t = useWords('account')
  const back = useBack()
  const { id } = accountRoute.useParams()
  const { data, error, isPending, refetch } = useQuery(accountQuery(id))
  return (
    <Dialog opened onClose={back} title={data?.person_name ?? t('edit')} closeOnClickOutside={false}>
      {isPending && (
        <Center h={180}>
          <Loader />
        </Center>
      )}
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {data && <Editor key={id} account={data} />}
    </Dialog>
  )
}

const valuesOf = ({ email, roles, state }: Account) => ({ email, roles: roles.join(','), isOut: state === 'disabled' })
type Values = ReturnType<typeof valuesOf>

function Editor({ account }: { account: Account }) {
  const t = useWords('account', 'common')
  const client = useQueryClient()
  const back = useBack()
  const roles = useRoles()
  const mayWrite = can(useSession(), 'account.write')
  const edit = useEdit<Account, Values>({
    record: account,
    valuesOf,
    load: () => loadAccount(account.id),
    save: (base, { email, roles: keys, isOut }) =>
      updateAccount(base, {
        ...(email !== undefined && { email }),
        ...(keys !== undefined && { roles: listed(keys) }),
        ...(isOut !== undefined && { state: isOut ? 'disabled' : 'active' }),
      }),
    done: (after) => {
      accounts.store(client, after)
      notifyDone(t('account:saved', { name: after.person_name }))
      back()
    },
  })
  const { form } = edit
  const rolesInput = form.input('roles')
  const isOut = form.input('isOut')
  return (
    <>
      <AppForm form={form} guard>
        <Stack>
          <Text size="sm" c="dimmed">
            {t(`account:state.${account.state}`)}
          </Text>
          <TextInput
            label={t('common:email')}
            type="email"
            maxLength={254}
            autoComplete="off"
            disabled={!mayWrite}
            {...form.input('email')}
          />
          <MultiSelect
            label={t('account:roles')}
            description={t('account:roles.why')}
            data={roles.options}
            value={listed(form.values.roles)}
            onChange={(keys) => {
              rolesInput.onChange(keys.join(','))
            }}
            searchable
            openOnFocus={false}
            disabled={!mayWrite}
            error={rolesInput.error}
          />
          {mayWrite && account.state !== 'invited' && (
            <Switch
              label={t('account:disable')}
              description={t('account:disable.why')}
              checked={form.values.isOut}
              error={isOut.error}
              onChange={(event) => {
                isOut.onChange(event.currentTarget.checked)
              }}
            />
          )}
          <Acts account={account} mayWrite={mayWrite} />
          <Group justify="flex-end">
            <Button variant="default" onClick={back}>
              {mayWrite ? t('common:cancel') : t('common:close')}
            </Button>
            {mayWrite && (
              <Button type="submit" loading={form.busy}>
                {t('account:save')}
              </Button>
            )}
          </Group>
        </Stack>
      </AppForm>
      <ConflictDialog
        edit={edit}
        fields={[
          { name: 'email', label: t('common:email') },
          {
            name: 'roles',
            label: t('account:roles'),
            show: (keys) =>
              listed(String(keys))
                .map((key) => roles.label(key))
                .join(', '),
          },
          {
            name: 'isOut',
            label: t('account:state'),
            show: (out) => t(out === true ? 'account:state.disabled' : 'account:state.active'),
          },
        ]}
      />
    </>
  )
}

/** What needs no form: the link once more, and out everywhere. */
function Acts({ account, mayWrite }: { account: Account; mayWrite: boolean }) {
  const t = useWords('account')
  const problemText = useProblemText()
  const mayInvite = can(useSession(), 'account.invite')
  const invitation = useChange(inviteAgain)
  const ending = useChange(endSessions)
  const [asked, setAsked] = useState(false)
  const failed = (error: Error) => {
    notifyFailed(problemText(error))
  }
  return (
    <Group gap="xs">
      {mayInvite && account.state === 'invited' && (
        <Button
          variant="default"
          loading={invitation.isPending}
          onClick={() => {
            invitation.mutate(account, {
              onSuccess: () => {
                notifyDone(t('invited', { name: account.person_name, email: account.email }))
              },
              onError: failed,
            })
          }}
        >
          {t('invite.again')}
        </Button>
      )}
      {mayWrite && account.state !== 'invited' && (
        <Button
          variant="default"
          onClick={() => {
            setAsked(true)
          }}
        >
          {t('sign_out')}
        </Button>
      )}
      <ConfirmDialog
        opened={asked}
        title={t('sign_out.title', { name: account.person_name })}
        action={t('sign_out')}
        busy={ending.isPending}
        onConfirm={() => {
          ending.mutate(account, {
            onSuccess: () => {
              setAsked(false)
              notifyDone(t('signed_out', { name: account.person_name }))
            },
            onError: failed,
          })
        }}
        onClose={() => {
          setAsked(false)
        }}
      >
        {t('sign_out.text')}
      </ConfirmDialog>
    </Group>
  )
}
