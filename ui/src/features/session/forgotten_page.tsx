// A lost password. What is said afterwards is the same whether the address has an account or not (AS-7).
import { Button, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '@/i18n'
import { announce, AppForm, useAppForm } from '@/ui'
import { Asked, BackToSignIn } from './asked'
import { Door } from './door'
import { askForPassword } from './session_api'

export function ForgottenPage() {
  const t = useWords('session')
  const [asked, setAsked] = useState<string>()
  const form = useAppForm({
    values: { email: '' },
    save: async ({ email }, key) => {
      await askForPassword(email.trim(), key)
      return email.trim()
    },
    done: (email) => {
      announce(t('asked.title'))
      setAsked(email)
    },
  })
  if (asked !== undefined) return <Asked text={t('asked.text', { email: asked })} />
  return (
    <Door title={t('forgotten')}>
      <AppForm form={form} label={t('forgotten')}>
        <Stack>
          <TextInput
            label={t('email')}
            description={t('forgotten.why')}
            type="email"
            autoComplete="username"
            maxLength={254}
            required
            withAsterisk={false}
            {...form.input('email')}
          />
          <Button type="submit" size="md" loading={form.busy}>
            {t('forgotten.submit')}
          </Button>
          <BackToSignIn />
        </Stack>
      </AppForm>
    </Door>
  )
}
