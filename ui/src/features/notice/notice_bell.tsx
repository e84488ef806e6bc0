// The bell in the header: how many notices wait, and the way to them.
import { ActionIcon, Indicator } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { IconBell } from '@tabler/icons-react'
import { useWords } from '@/i18n'
import { useCommands } from '@/ui'
import { unreadQuery } from './notice_api'

export function NoticeBell() {
  const t = useWords('notice', 'common')
  const navigate = useNavigate()
  const { data } = useQuery(unreadQuery)
  const unread = data?.unread ?? 0
  const shown = data?.more ? `${String(unread)}+` : String(unread)
  useCommands(
    [
      {
        id: 'go /notices',
        label: t('notice:title'),
        group: t('common:commands.go'),
        icon: <IconBell size={18} stroke={1.7} />,
        keys: 'g n',
        run: () => void navigate({ to: '/notices' }),
      },
    ],
    true,
  )
  return (
    <Indicator
      label={shown}
      size={18}
      offset={5}
      disabled={unread === 0}
      color="red.8"
      zIndex={1}
      aria-hidden={undefined}
    >
      <ActionIcon
        component={Link}
        to="/notices"
        variant="subtle"
        color="gray"
        size={36}
        aria-label={unread === 0 ? t('notice:title') : t('notice:bell', { shown })}
      >
        <IconBell size={20} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Indicator>
  )
}
