// Where the link of a mail leads (invitation, lost password): one chooses a password, then signs in. It is the same
// page for staff, couriers and customers: whose link it is shows only at the sign-in.
import { Button, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { signOut } from '@/api'
import { useWords } from '@/i18n'
import { announce, AppForm, PasswordField, useAppForm } from '@/ui'
import { Door } from './door'
import { setPassword } from './session_api'
import { passwordRoute } from './session_route'

export function PasswordPage() {
  const { token } = passwordRoute.useSearch()
  const [state, setState] = useState<'open' | 'over' | 'set'>(token === undefined ? 'over' : 'open')
  if (state === 'over' || token === undefined) return <LinkOver />
  if (state === 'set') return <PasswordSet />
  return (
    <ChoosePassword
      token={token}
      onOver={() => {
        setState('over')
      }}
      onSet={() => {
        setState('set')
      }}
    />
  )
}

function ChoosePassword(props: { token: string; onOver: () => void; onSet: () => void }) {
  const t = useWords('session')
  const form = useAppForm({
    values: { password: '' },
    save: ({ password }, key) => setPassword({ token: props.token, password }, key),
    handled: (problem) => {
      if (problem.code !== 'link.none') return false
      announce(t('over.text'))
      props.onOver()
      return true
    },
    done: () => {
      announce(t('set.title'))
      props.onSet()
    },
  })
  return (
    <Door title={t('choose.title')}>
      <AppForm form={form} label={t('choose.title')}>
        <Stack>
          <PasswordField
            label={t('choose.password')}
            description={t('choose.rules')}
            autoComplete="new-password"
            {...form.input('password')}
          />
          <Button type="submit" size="md" loading={form.busy}>
            {t('choose.submit')}
          </Button>
        </Stack>
      </AppForm>
    </Door>
  )
}

/** Used, too old, or cut off by a mail program: a new one is a mail away. */
function LinkOver() {
  const t = useWords('session')
  return (
    <Door title={t('over.title')}>
      <Stack>
        <Text>{t('over.text')}</Text>
        <Button component={Link} to="/forgotten-password" size="md">
          {t('over.new')}
        </Button>
        <Button component={Link} to="/sign-in" variant="default">
          {t('to_sign_in')}
        </Button>
      </Stack>
    </Door>
  )
}

function PasswordSet() {
  const t = useWords('session')
  const [busy, setBusy] = useState(false)
  const go = () => {
    setBusy(true)
    const toSignIn = () => {
      location.assign('/sign-in')
    }
    // Somebody else may still be signed in here, such as who invited; a full load forgets them.
    signOut().then(toSignIn, toSignIn)
  }
  return (
    <Door title={t('set.title')}>
      <Stack>
        <Text>{t('set.text')}</Text>
        <Button size="md" loading={busy} onClick={go}>
          {t('submit')}
        </Button>
      </Stack>
    </Door>
  )
}
