// The side bar: where this person may go.
import { AppShell, Box, Group, ScrollArea } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Session } from '@/api'
import { Suspense } from 'react'
import { useWords } from '@/i18n'
import type { NavItem } from './feature'
import { useNav } from './features_context'
import { Logo } from './logo'
import classes from './shell.module.css'

const SECTIONS = ['work', 'settings'] as const

function Entry({ item, onGo }: { item: NavItem; onGo: () => void }) {
  const t = useWords('common')
  return (
    <Link to={item.to} className={classes['link']} activeOptions={{ includeSearch: false }} onClick={onGo}>
      <item.icon size={20} stroke={1.7} aria-hidden />
      {t(item.label)}
      {item.badge && (
        <span className={classes['badge']}>
          <Suspense>
            <item.badge />
          </Suspense>
        </span>
      )}
    </Link>
  )
}

export function ShellNav({ session, onGo }: { session: Session; onGo: () => void }) {
  const t = useWords('common')
  const nav = useNav(session)
  const sections = SECTIONS.map((section) => [section, nav.filter((item) => item.section === section)] as const).filter(
    ([, items]) => items.length > 0,
  )
  return (
    <>
      <AppShell.Section p="md" pb="xs" visibleFrom="sm">
        <Logo light />
      </AppShell.Section>
      <AppShell.Section grow component={ScrollArea} px="xs" pb="md">
        <nav aria-label={t('navigation')}>
          {sections.map(([section, items]) => (
            <Box
              key={section}
              mt={sections.length > 1 ? 0 : 'xs'}
              {...(sections.length > 1 && { role: 'group', 'aria-label': t(`section.${section}`) })}
            >
              {/* Only what stands beside another needs a name. */}
              {sections.length > 1 && (
                <Group className={classes['section']} aria-hidden>
                  {t(`section.${section}`)}
                </Group>
              )}
              {items.map((item) => (
                <Entry key={item.to} item={item} onGo={onGo} />
              ))}
            </Box>
          ))}
        </nav>
      </AppShell.Section>
    </>
  )
}
