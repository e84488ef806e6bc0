// The frame around every screen of the desk: side bar, header, palette, shortcuts, live updates.
import { AppShell, Box, Burger, Group, UnstyledButton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate } from '@tanstack/react-router'
import { IconSearch } from '@tabler/icons-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { signOut, useLiveCache, type Session } from '@/api'
import { TimeZone, useProblemText, useWords } from '@/i18n'
import { useCommands, type Command } from './commands'
import { useFeatures, useNav } from './features_context'
import { KeysShown } from './keys_shown'
import { LiveBadge } from './live_badge'
import { Logo } from './logo'
import { notifyFailed } from './notify'
import { SessionEnded } from './session_ended'
import { ShellNav } from './shell_nav'
import classes from './shell.module.css'
import { useSession } from './use_session'
import { UserMenu } from './user_menu'

const Palette = lazy(() => import('./palette'))
const ShortcutList = lazy(() => import('./shortcut_list'))
const PreferencesDialog = lazy(() => import('./preferences_dialog'))

type Dialog = 'shortcuts' | 'preferences'

function useShellCommands(session: Session, open: (what: Dialog | 'palette') => void, leave: () => void): void {
  const t = useWords('common')
  const navigate = useNavigate()
  const nav = useNav(session)
  const go = nav.map((item): Command => ({
    id: `go ${item.to}`,
    label: t(item.label),
    group: t('commands.go'),
    icon: <item.icon size={18} stroke={1.7} />,
    ...(item.keys !== undefined && { keys: item.keys }),
    run: () => void navigate({ to: item.to }),
  }))
  const commands: Command[] = [
    ...go,
    {
      id: 'palette',
      label: t('palette.label'),
      group: t('commands.desk'),
      keys: 'mod+k',
      onlyKeys: true,
      run: () => {
        open('palette')
      },
    },
    {
      id: 'shortcuts',
      label: t('shortcuts.title'),
      group: t('commands.desk'),
      keys: '?',
      run: () => {
        open('shortcuts')
      },
    },
    {
      id: 'me',
      label: t('my_account'),
      group: t('commands.desk'),
      run: () => void navigate({ to: '/me' }),
    },
    {
      id: 'preferences',
      label: t('preferences'),
      group: t('commands.desk'),
      run: () => {
        open('preferences')
      },
    },
    { id: 'sign_out', label: t('sign_out'), group: t('commands.desk'), run: leave },
  ]
  useCommands(commands, true)
}

export function Shell() {
  const t = useWords('common')
  const session = useSession()
  const features = useFeatures()
  const problemText = useProblemText()
  const [menu, setMenu] = useState(false)
  const [dialog, setDialog] = useState<Dialog>()
  const [palette, setPalette] = useState(0)

  const topics = useMemo(() => features.flatMap((feature) => feature.topics), [features])
  useLiveCache(useQueryClient(), topics)

  const open = (what: Dialog | 'palette') => {
    if (what === 'palette') setPalette((count) => count + 1)
    else setDialog(what)
  }
  const leave = () => {
    signOut().then(
      // A full load: nothing of this person stays in memory.
      () => {
        location.assign('/sign-in')
      },
      (error: unknown) => {
        notifyFailed(problemText(error))
      },
    )
  }
  useShellCommands(session, open, leave)
  const close = () => {
    setDialog(undefined)
  }

  return (
    <TimeZone value={session.person.time_zone}>
      <a href="#main" className={classes['skip']}>
        {t('skip')}
      </a>
      <AppShell
        layout="alt"
        padding={{ base: 'md', sm: 'lg' }}
        header={{ height: 56 }}
        navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !menu } }}
      >
        <AppShell.Header className={classes['header'] ?? ''}>
          <Group h="100%" px={{ base: 'sm', sm: 'lg' }} justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap">
              <Burger
                hiddenFrom="sm"
                size="sm"
                opened={menu}
                onClick={() => {
                  setMenu(!menu)
                }}
                aria-label={t('navigation')}
                aria-expanded={menu}
              />
              <UnstyledButton
                className={classes['find'] ?? ''}
                onClick={() => {
                  open('palette')
                }}
              >
                <IconSearch size={16} aria-hidden />
                <span>{t('palette.button')}</span>
                <Box component="span" visibleFrom="sm">
                  <KeysShown keys="mod+k" />
                </Box>
              </UnstyledButton>
            </Group>
            <Group gap="sm" wrap="nowrap">
              <LiveBadge />
              {features.map(({ header: Header }, at) => Header && <Header key={at} />)}
              <UserMenu
                session={session}
                onPreferences={() => {
                  open('preferences')
                }}
                onShortcuts={() => {
                  open('shortcuts')
                }}
                onSignOut={leave}
              />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes['side'] ?? ''}>
          <Group p="sm" hiddenFrom="sm" justify="space-between">
            <Logo light />
            <Burger
              size="sm"
              opened
              color="#e8efed"
              onClick={() => {
                setMenu(false)
              }}
              aria-label={t('close')}
            />
          </Group>
          <ShellNav
            session={session}
            onGo={() => {
              setMenu(false)
            }}
          />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1}>
          <Suspense>
            <Outlet />
          </Suspense>
        </AppShell.Main>
      </AppShell>
      <Suspense>
        {palette > 0 && <Palette opened={palette} />}
        {dialog === 'shortcuts' && <ShortcutList opened onClose={close} />}
        {dialog === 'preferences' && <PreferencesDialog opened onClose={close} />}
      </Suspense>
      <Suspense>{features.map(({ everywhere: Everywhere }, at) => Everywhere && <Everywhere key={at} />)}</Suspense>
      <SessionEnded session={session} />
    </TimeZone>
  )
}
