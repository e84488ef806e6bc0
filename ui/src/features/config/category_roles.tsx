// Which roles may access the tickets of a category (TK-19): what their grants say of it, or of one above it.
import { Anchor, Badge, Group, Input, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { can } from '@/api'
import { useWords } from '@/i18n'
import { useSession } from '@/ui'
import { useRoles } from '@/features/role'
import type { Entry } from './config_api'

/** A category and those above it. */
export function lineOf(items: readonly Entry[], key: string, parent: string): string[] {
  const line = [key]
  let above: string | null | undefined = parent
  while (above && !line.includes(above)) {
    line.push(above)
    const next: string = above
    above = items.find((each) => each.key === next)?.parent
  }
  return line
}

interface Grant {
  area?: string | null
  category?: string | null
  queue?: string | null
  workflow?: string | null
  see?: boolean
}
interface Role {
  key: string
  permissions: readonly string[]
  grants: readonly Grant[]
}

/** Roles that see all of them, and those that see what is also of some area, queue or workflow. */
export function accessOf(roles: readonly Role[], line: readonly string[]): { all: string[]; part: string[] } {
  const of = ({ grants }: Role) =>
    grants.filter(({ see, category }) => see === true && (category == null || line.includes(category)))
  const isWhole = (role: Role) =>
    role.permissions.some((each) => each === 'ticket.all' || each === '*') ||
    of(role).some(({ area, queue, workflow }) => area == null && queue == null && workflow == null)
  return {
    all: roles.filter(isWhole).map(({ key }) => key),
    part: roles.filter((role) => !isWhole(role) && of(role).length > 0).map(({ key }) => key),
  }
}

export function CategoryRoles({ line }: { line: readonly string[] }) {
  const t = useWords('config')
  const session = useSession()
  const { roles, label } = useRoles()
  if (!can(session, 'role.read')) return null
  const access = accessOf(roles, line)
  return (
    <Input.Wrapper label={t('access')} description={t('access.why')} labelElement="div">
      <Group gap="xs" mt={4}>
        {access.all.map((key) => (
          <Badge key={key} variant="default" tt="none" fw={500}>
            {label(key)}
          </Badge>
        ))}
        {access.part.map((key) => (
          <Badge key={key} variant="default" tt="none" fw={500}>
            {t('access.part', { role: label(key) })}
          </Badge>
        ))}
        {access.all.length + access.part.length === 0 && <Text size="sm">{t('access.none')}</Text>}
        <Anchor size="sm" renderRoot={(props) => <Link to="/roles" {...props} />}>
          {t('access.roles')}
        </Anchor>
      </Group>
    </Input.Wrapper>
  )
}
