// Who is signed in, what they may set, and the way out.
import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconAdjustmentsHorizontal, IconKeyboard, IconLogout, IconUserCog } from '@tabler/icons-react'
import type { Session } from '@/api'
import { useWords } from '@/i18n'

export function UserMenu(props: {
  session: Session
  onPreferences: () => void
  onShortcuts: () => void
  onSignOut: () => void
}) {
  const t = useWords('common')
  const { name, email } = props.session.person
  return (
    <Menu width={260}>
      <Menu.Target>
        <UnstyledButton aria-label={t('account_of', { name })} style={{ borderRadius: '50%' }}>
          <Avatar name={name} color="pine" variant="filled" size={34} imageProps={{ alt: '' }} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {name}
          </Text>
          {email !== null && (
            <Text size="xs" c="dimmed" truncate>
              {email}
            </Text>
          )}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/me" leftSection={<IconUserCog size={16} aria-hidden />}>
          {t('my_account')}
        </Menu.Item>
        <Menu.Item leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />} onClick={props.onPreferences}>
          {t('preferences')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={props.onShortcuts}>
          {t('shortcuts.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={props.onSignOut}>
          {t('sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
