// An account for oneself, where the company allows it. What is said afterwards is the same whether the address has one already (AS-7).
import { Button, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { currentLanguage, useWords } from '@/i18n'
import { announce, AppForm, useAppForm } from '@/ui'
import { Asked, BackToSignIn } from './asked'
import { Door } from './door'
import { register } from './session_api'

export function RegisterPage() {
  const t = useWords('session')
  const [asked, setAsked] = useState<string>()
  const form = useAppForm({
    values: { name: '', email: '', postcode: '' },
    save: async ({ name, email, postcode }, key) => {
      await register(
        {
          name: name.trim(),
          email: email.trim(),
          locale: currentLanguage(),
          ...(postcode.trim() !== '' && { postcode: postcode.trim() }),
        },
        key,
      )
      return email.trim()
    },
    done: (email) => {
      announce(t('asked.title'))
      setAsked(email)
    },
  })
  if (asked !== undefined) return <Asked text={t('registered.text', { email: asked })} />
  return (
    <Door title={t('register')}>
      <AppForm form={form} label={t('register')}>
        <Stack>
          <TextInput
            label={t('name')}
            autoComplete="name"
            maxLength={200}
            required
            withAsterisk={false}
            {...form.input('name')}
          />
          <TextInput
            label={t('email')}
            description={t('register.why')}
            type="email"
            autoComplete="username"
            maxLength={254}
            required
            withAsterisk={false}
            {...form.input('email')}
          />
          <TextInput
            label={t('postcode')}
            description={t('postcode.why')}
            autoComplete="postal-code"
            maxLength={20}
            {...form.input('postcode')}
          />
          <Button type="submit" size="md" loading={form.busy}>
            {t('register.submit')}
          </Button>
          <BackToSignIn />
        </Stack>
      </AppForm>
    </Door>
  )
}
