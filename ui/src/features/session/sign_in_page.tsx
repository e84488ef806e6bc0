// The door of the desk.
import { Box, Button, NativeSelect, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { asProblem, sessionQuery, signIn } from '@/api'
import { chooseLanguage, currentLanguage, languageNames, languages, useWords } from '@/i18n'
import { AppForm, Logo, useAppForm } from '@/ui'
import { safeNext, signInRoute } from './session_route'
import classes from './sign_in_page.module.css'

export function SignInPage() {
  const t = useWords('session')
  const { next } = signInRoute.useSearch()
  const router = useRouter()
  const queryClient = useQueryClient()
  const [needsCode, setNeedsCode] = useState(false)

  useEffect(() => {
    document.title = `${t('title')} · Amends`
  }, [t])

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
      router.history.push(safeNext(next))
    },
  })

  return (
    <Box className={classes['page'] ?? ''}>
      <aside className={classes['side']}>
        <Logo size={40} light />
        <Text className={classes['motto'] ?? ''}>{t('motto')}</Text>
        <Seam />
      </aside>
      <main className={classes['main']}>
        <Paper className={classes['form'] ?? ''}>
          <Box hiddenFrom="sm" mb="xl">
            <Logo size={32} />
          </Box>
          <Title order={1} size="h2" mb="lg">
            {t('title')}
          </Title>
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
              <PasswordInput
                label={t('password')}
                autoComplete="current-password"
                required
                withAsterisk={false}
                visibilityToggleButtonProps={{ 'aria-label': t('password.show'), tabIndex: 0, 'aria-hidden': false }}
                {...form.input('password')}
              />
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
            </Stack>
          </AppForm>
          <NativeSelect
            mt="xl"
            w={160}
            size="xs"
            label={t('language')}
            value={currentLanguage()}
            data={languages.map((value) => ({ value, label: languageNames[value] }))}
            onChange={(event) => {
              const chosen = languages.find((language) => language === event.currentTarget.value)
              if (chosen) void chooseLanguage(chosen)
            }}
          />
        </Paper>
      </main>
    </Box>
  )
}

/** The mended seam, as decoration. */
function Seam() {
  return (
    <svg className={classes['seam']} viewBox="0 0 400 300" aria-hidden preserveAspectRatio="xMidYMax slice">
      <path d="M-10 210 70 168 118 196 176 132 232 158 290 92 340 112 412 40" />
      <path d="M118 196 140 252 128 310M290 92 306 170 352 214 340 310" />
    </svg>
  )
}
