// A new password for who knows the old one; all other sessions end.
import { Button, Group, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWords } from '@/i18n'
import { AppForm, notifyDone, PasswordField, useAppForm } from '@/ui'
import { changePassword, sessionsQuery } from './me_api'

export function PasswordForm() {
  const [count, setCount] = useState(0)
  return (
    <Form
      key={count}
      onDone={() => {
        setCount(count + 1)
      }}
    />
  )
}

function Form({ onDone }: { onDone: () => void }) {
  const t = useWords('me')
  const client = useQueryClient()
  const form = useAppForm({
    values: { current: '', password: '' },
    save: changePassword,
    done: () => {
      void client.invalidateQueries({ queryKey: sessionsQuery.queryKey })
      notifyDone(t('password.changed'))
      onDone()
    },
  })
  return (
    <AppForm form={form} label={t('password')} guard>
      <Stack maw={380}>
        <PasswordField label={t('password.current')} autoComplete="current-password" {...form.input('current')} />
        <PasswordField
          label={t('password.new')}
          description={t('password.rules')}
          autoComplete="new-password"
          {...form.input('password')}
        />
        <Group>
          <Button type="submit" loading={form.busy}>
            {t('password.change')}
          </Button>
        </Group>
      </Stack>
    </AppForm>
  )
}
