// Who may sign in, with which roles, and since when they were last here.
import { Badge, Button, Group, Select } from '@mantine/core'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { IconPlus, IconUserShield } from '@tabler/icons-react'
import { can } from '@/api'
import { useRoles } from '@/features/role'
import { useWords } from '@/i18n'
import { Empty, ListBar, Page, ResourceTable, Time, useCommands, useResourceList, useSession, type Column } from '@/ui'
import { accountList, accounts, states, type Account } from './account_api'
import classes from './account_list_page.module.css'
import { accountListRoute, type AccountView } from './account_route'

export function AccountListPage() {
  const t = useWords('account', 'common')
  const navigate = useNavigate()
  const session = useSession()
  const mayInvite = can(session, 'account.invite')
  const view = accountListRoute.useSearch()
  const list = useResourceList(accounts, accountList(view))
  const roles = useRoles()

  const setView = (change: { [K in keyof AccountView]: string | undefined }) => {
    const all = Object.entries({ ...view, ...change }).filter(([, value]) => value !== undefined && value !== '')
    void navigate({ to: '.', search: Object.fromEntries(all), replace: true })
  }
  const startNew = () => void navigate({ to: '/accounts/new', search: view })
  useCommands(
    mayInvite
      ? [{ id: 'account.new', label: t('account:new'), group: t('common:nav.accounts'), keys: 'n', run: startNew }]
      : [],
  )

  const columns: Column<Account>[] = [
    {
      name: 'person_name',
      label: t('account:name'),
      main: true,
      cell: (account) => (
        <Link to="/accounts/$id" params={{ id: account.id }} search={view} className={classes['open']}>
          {account.person_name}
        </Link>
      ),
    },
    { name: 'email', label: t('common:email'), sorts: true, wide: true, cell: (account) => account.email },
    {
      name: 'roles',
      label: t('account:roles'),
      cell: (account) => account.roles.map((role) => roles.label(role)).join(', '),
    },
    {
      name: 'state',
      label: t('account:state'),
      cell: (account) => (
        <Badge variant="default" tt="none" fw={500} miw="max-content">
          {t(`account:state.${account.state}`)}
        </Badge>
      ),
    },
    {
      name: 'seen_at',
      label: t('account:seen_at'),
      wide: true,
      cell: (account) => (account.seen_at === null ? t('account:never') : <Time iso={account.seen_at} />),
    },
  ]
  const newButton = mayInvite && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={startNew}>
      {t('account:new')}
    </Button>
  )
  const isFiltered = view.q !== undefined || view.state !== undefined || view.role !== undefined
  return (
    <Page name="account" title={t('common:nav.accounts')} tip={t('account:tip')} actions={newButton}>
      <ListBar searchLabel={t('account:search')} longest={100} columns={columns} view={view} onView={setView} />
      <Group gap="xs">
        <Select
          aria-label={t('account:state')}
          placeholder={t('account:state.all')}
          data={states.map((state) => ({ value: state, label: t(`account:state.${state}`) }))}
          value={view.state ?? null}
          onChange={(state) => {
            setView({ state: state ?? undefined })
          }}
          clearable
          clearButtonProps={{ 'aria-label': t('account:state.all') }}
          w={180}
        />
        {roles.options.length > 0 && (
          <Select
            aria-label={t('account:roles')}
            placeholder={t('account:roles.all')}
            data={roles.options}
            value={view.role ?? null}
            onChange={(role) => {
              setView({ role: role ?? undefined })
            }}
            clearable
            clearButtonProps={{ 'aria-label': t('account:roles.all') }}
            w={200}
          />
        )}
      </Group>
      <ResourceTable
        label={t('common:nav.accounts')}
        list={list}
        columns={columns}
        view={view}
        onView={setView}
        empty={
          <Empty
            icon={<IconUserShield aria-hidden />}
            title={isFiltered ? t('account:no_match') : t('account:empty.title')}
            action={newButton}
          >
            {!isFiltered && t('account:empty.text')}
          </Empty>
        }
      />
      <Outlet />
    </Page>
  )
}
