// The door of the desk.
import { Anchor, Button, Stack, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { asProblem, sessionQuery, signIn } from '@/api'
import { useWords } from '@/i18n'
import { AppForm, PasswordField, useAppForm } from '@/ui'
import { Door } from './door'
import { contactQuery } from './session_api'
import { signInRoute } from './session_route'
import { afterSignIn, isOtherEntry } from './start'

export function SignInPage() {
  const t = useWords('session')
  const { next } = signInRoute.useSearch()
  const router = useRouter()
  const queryClient = useQueryClient()
  const { data: contact } = useQuery(contactQuery)
  const [needsCode, setNeedsCode] = useState(false)

  const form = useAppForm({
    values: { email: '', password: '', totp: '' },
    save: async ({ email, password, totp }) => {
      try {
        return await signIn({ email: email.trim(), password, ...(totp !== '' && { totp }) })
      } catch (error) {
        setNeedsCode((before) => before || asProblem(error).code.includes('totp'))
        throw error
      }
    },
    done: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session)
      const to = afterSignIn(session.roles, next)
      if (isOtherEntry(to)) window.location.assign(to)
      else router.history.push(to)
    },
  })

  return (
    <Door title={t('title')}>
      <AppForm form={form} label={t('title')}>
        <Stack>
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            {...form.input('email')}
          />
          <PasswordField label={t('password')} autoComplete="current-password" {...form.input('password')} />
          {needsCode && (
            <TextInput
              label={t('totp')}
              description={t('totp.why')}
              inputMode="numeric"
              autoComplete="one-time-code"
              {...form.input('totp')}
            />
          )}
          <Button type="submit" size="md" loading={form.busy}>
            {t('submit')}
          </Button>
          <Anchor component={Link} to="/forgotten-password" size="sm">
            {t('forgotten')}
          </Anchor>
          {contact?.registration === true && (
            <Anchor component={Link} to="/register" size="sm">
              {t('register')}
            </Anchor>
          )}
        </Stack>
      </AppForm>
    </Door>
  )
}
