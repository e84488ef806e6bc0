// A new token: a name, what it may, until when. The token itself is shown once, here.
import { Button, Code, CopyButton, Group, MultiSelect, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWords } from '@/i18n'
import { AppForm, Dialog, useAppForm, useSession, FormEnd } from '@/ui'
import { createToken, tokensQuery, type TokenMade } from './me_api'
import { useScopeName } from './use_scope_name'

const DAY_MS = 24 * 3600 * 1000
const lives = [7, 30, 90, 365]
const listed = (scopes: string) => scopes.split(',').filter((scope) => scope !== '')

export function TokenDialog({ onClose }: { onClose: () => void }) {
  const t = useWords('me')
  const [made, setMade] = useState<TokenMade>()
  return made ? (
    <Dialog opened onClose={onClose} title={t('token.made', { name: made.name })} closeOnClickOutside={false}>
      <Shown token={made.token} onClose={onClose} />
    </Dialog>
  ) : (
    <Dialog opened onClose={onClose} title={t('token.new')} closeOnClickOutside={false}>
      <TokenForm onClose={onClose} onMade={setMade} />
    </Dialog>
  )
}

function TokenForm({ onClose, onMade }: { onClose: () => void; onMade: (token: TokenMade) => void }) {
  const t = useWords('me', 'common')
  const client = useQueryClient()
  const scopeName = useScopeName()
  // Nothing that a token can never do is offered: sessions and tokens are a person's own.
  const scopes = useSession().permissions.filter((key) => key !== 'self' && key !== 'token.self')
  const form = useAppForm({
    values: { name: '', scopes: '', days: '90' },
    save: ({ name, scopes: chosen, days }, key) =>
      createToken(
        {
          name: name.trim(),
          scopes: listed(chosen),
          expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
        },
        key,
      ),
    done: (token) => {
      void client.invalidateQueries({ queryKey: tokensQuery.queryKey })
      onMade(token)
    },
  })
  const chosen = form.input('scopes')
  return (
    <AppForm form={form}>
      <Stack>
        <TextInput
          label={t('me:token.name')}
          description={t('me:token.name.why')}
          maxLength={100}
          autoComplete="off"
          data-autofocus
          {...form.input('name')}
        />
        <MultiSelect
          label={t('me:token.scopes')}
          description={t('me:token.scopes.why')}
          data={scopes.map((key) => ({ value: key, label: scopeName(key) }))}
          value={listed(form.values.scopes)}
          onChange={(keys) => {
            chosen.onChange(keys.join(','))
          }}
          searchable
          openOnFocus={false}
          error={chosen.error}
        />
        <NativeSelect
          label={t('me:token.days')}
          data={lives.map((days) => ({ value: String(days), label: t('me:token.days.count', { count: days }) }))}
          {...form.input('days')}
        />
        <FormEnd action={t('me:token.create')} busy={form.busy} onCancel={onClose} />
      </Stack>
    </AppForm>
  )
}

function Shown({ token, onClose }: { token: string; onClose: () => void }) {
  const t = useWords('me', 'common')
  return (
    <Stack>
      <Text size="sm">{t('me:token.once')}</Text>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {token}
      </Code>
      <Group justify="flex-end">
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t('me:token.copied') : t('me:token.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>{t('common:close')}</Button>
      </Group>
    </Stack>
  )
}
