// An account for oneself, where the company allows it. What is said afterwards is the same whether the address has one already (AS-7).
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { currentLanguage, useWords } from '@/i18n'
import { announce, AppForm, useAppForm } from '@/ui'
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
  const back = (
    <Anchor component={Link} to="/sign-in" size="sm">
      {t('to_sign_in')}
    </Anchor>
  )
  if (asked !== undefined)
    return (
      <Door title={t('asked.title')}>
        <Stack>
          <Text style={{ overflowWrap: 'anywhere' }}>{t('registered.text', { email: asked })}</Text>
          <Text size="sm" c="dimmed">
            {t('asked.nothing')}
          </Text>
          {back}
        </Stack>
      </Door>
    )
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
          {back}
        </Stack>
      </AppForm>
    </Door>
  )
}
