// The roles and what each may, as a matrix: a permission per line in words, a role per column (AS-1).
import { Button, Skeleton, Table, Text, Title, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { IconCheck, IconPlus } from '@tabler/icons-react'
import { can } from '@/api'
import { useLanguage, useWords } from '@/i18n'
import { Failed, Page, useCommands, useSession } from '@/ui'
import { permissionsQuery, rolesQuery, type Role } from './role_api'
import classes from './role_list_page.module.css'

export const has = (role: Pick<Role, 'permissions'>, permission: string) =>
  role.permissions.includes('*') || role.permissions.includes(permission)

export function RoleListPage() {
  const t = useWords('role', 'common')
  const language = useLanguage()
  const navigate = useNavigate()
  const roles = useQuery(rolesQuery)
  const permissions = useQuery(permissionsQuery)
  const mayWrite = can(useSession(), 'role.write')
  const startNew = () => void navigate({ to: '/roles/new' })
  useCommands(
    mayWrite ? [{ id: 'role.new', label: t('role:new'), group: t('common:nav.roles'), keys: 'n', run: startNew }] : [],
  )
  const error = roles.error ?? permissions.error
  return (
    <Page
      name="role"
      title={t('common:nav.roles')}
      tip={t('role:tip')}
      wide
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={startNew}>
            {t('role:new')}
          </Button>
        )
      }
    >
      {error && <Failed error={error} onRetry={() => void Promise.all([roles.refetch(), permissions.refetch()])} />}
      {!error && (!roles.data || !permissions.data) && <Skeleton height={400} radius="lg" aria-hidden />}
      {roles.data && permissions.data && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <div className={classes['frame']} role="region" aria-label={t('common:nav.roles')} tabIndex={0}>
          <Table className={classes['matrix'] ?? ''} stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('role:permission')}</Table.Th>
                {roles.data.map((role) => (
                  <Table.Th key={role.key} scope="col" className={classes['role'] ?? ''}>
                    <Link to="/roles/of/$key" params={{ key: role.key }} className={classes['open']}>
                      {role.labels[language]}
                    </Link>
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {permissions.data
                .filter(({ key }) => key !== 'self')
                .map(({ key, doc }) => (
                  <Table.Tr key={key}>
                    <Table.Th scope="row" fw={400}>
                      {t.find(`role:may.${key}`) ?? doc}
                    </Table.Th>
                    {roles.data.map((role) => (
                      <Table.Td key={role.key} className={classes['cell'] ?? ''}>
                        {has(role, key) ? (
                          <>
                            <IconCheck size={16} aria-hidden />
                            <VisuallyHidden>{t('role:yes')}</VisuallyHidden>
                          </>
                        ) : (
                          <VisuallyHidden>{t('role:no')}</VisuallyHidden>
                        )}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {roles.data && (
        <section aria-label={t('role:grants')}>
          <Title order={2} size="h5" mb={4}>
            {t('role:grants')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('role:grants.why')}
          </Text>
        </section>
      )}
      <Outlet />
    </Page>
  )
}
