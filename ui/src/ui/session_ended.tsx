// Asks to sign in again over whatever is on the screen, which stays as it is.
import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useState, useSyncExternalStore } from 'react'
import { asProblem, expiry, renew, type Session } from '@/api'
import { useWords } from '@/i18n'
import { Dialog } from './dialog'
import { AppForm, useAppForm } from './form'
import { PasswordField } from './password_field'

function Again({ email }: { email: string }) {
  const t = useWords('common')
  const [needsCode, setNeedsCode] = useState(false)
  const form = useAppForm({
    values: { password: '', totp: '' },
    save: async ({ password, totp }) => {
      try {
        await renew({ email, password, ...(totp !== '' && { totp }) })
      } catch (error) {
        setNeedsCode((before) => before || asProblem(error).code.includes('totp'))
        throw error
      }
    },
  })
  return (
    <AppForm form={form}>
      <Stack>
        <Text>{t('ended.why')}</Text>
        <TextInput label={t('email')} value={email} readOnly autoComplete="username" />
        <PasswordField
          label={t('password')}
          autoComplete="current-password"
          data-autofocus
          {...form.input('password')}
        />
        {needsCode && (
          <TextInput label={t('totp')} inputMode="numeric" autoComplete="one-time-code" {...form.input('totp')} />
        )}
        <Button type="submit" loading={form.busy}>
          {t('sign_in')}
        </Button>
        <Button variant="subtle" component="a" href="/sign-in">
          {t('ended.leave')}
        </Button>
      </Stack>
    </AppForm>
  )
}

export function SessionEnded({ session }: { session: Session }) {
  const t = useWords('common')
  const over = useSyncExternalStore(expiry.subscribe, expiry.isOver)
  return (
    <Dialog opened={over} title={t('ended.title')}>
      {over && <Again email={session.person.email ?? ''} />}
    </Dialog>
  )
}
