// Where one arrives: by name, with the places that this person may go.
import { Anchor, Button, Group, Paper, SimpleGrid, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconDoor, IconPlus } from '@tabler/icons-react'
import { openNewTicket } from '@/features/ticket'
import { useWords } from '@/i18n'
import { Empty, KeysShown, Page, useNav, useSession } from '@/ui'
import classes from './home_page.module.css'

/** Roles whose own place is another entry than the desk. */
const OTHER_DOORS = [{ role: 'courier', href: '/courier/', label: 'door.courier' }] as const

export function HomePage() {
  const t = useWords('home', 'common')
  const session = useSession()
  const nav = useNav(session).filter((item) => item.to !== '/home')
  // In the order of the side bar.
  const places = ['work', 'settings'].flatMap((section) => nav.filter((item) => item.section === section))
  const doors = OTHER_DOORS.filter((door) => session.roles.includes(door.role))
  const report = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => {
        openNewTicket()
      }}
    >
      {t('common:nav.reports.new')}
    </Button>
  )
  return (
    <Page
      name="home"
      title={t('home:hello', { name: session.person.name })}
      {...(session.staff ? { tip: t('home:tip'), keysTip: true } : { actions: report })}
    >
      {places.length > 0 && (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          {places.map((item) => (
            <Paper
              key={item.to}
              component={Link}
              to={item.to}
              withBorder
              p="md"
              radius="lg"
              className={classes['card'] ?? ''}
            >
              <Group justify="space-between" wrap="nowrap">
                <Group gap="sm" wrap="nowrap">
                  <item.icon size={22} stroke={1.7} aria-hidden />
                  <Text fw={600}>{t(`common:${item.label}`)}</Text>
                </Group>
                {session.staff && item.keys !== undefined && <KeysShown keys={item.keys} />}
              </Group>
            </Paper>
          ))}
        </SimpleGrid>
      )}
      {places.length === 0 && (
        <Empty icon={<IconDoor aria-hidden />} title={t('home:nothing.title')}>
          {t('home:nothing.text')}
        </Empty>
      )}
      {doors.map((door) => (
        <Anchor key={door.href} href={door.href} ta="center">
          {t(`home:${door.label}`)}
        </Anchor>
      ))}
    </Page>
  )
}
