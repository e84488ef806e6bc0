// One's own account: password, where it is signed in, what it is told, and the programs that may use it.
import { Paper, Stack, Text, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import { can } from '@/api'
import { useWords } from '@/i18n'
import { Page, useSession } from '@/ui'
import { ToldSwitches } from './told_switches'
import { PasswordForm } from './password_form'
import { SessionList } from './session_list'
import { TokenList } from './token_list'

export function MePage() {
  const t = useWords('me', 'common')
  const session = useSession()
  return (
    <Page name="me" title={t('common:my_account')}>
      <Stack maw={760}>
        <Section title={t('me:told')}>
          <ToldSwitches />
        </Section>
        <Section title={t('me:sessions')} why={t('me:sessions.why')}>
          <SessionList />
        </Section>
        <Section title={t('me:password')} why={t('me:password.why')}>
          <PasswordForm />
        </Section>
        {can(session, 'token.self') && (
          <Section title={t('me:tokens')} why={t('me:tokens.why')}>
            <TokenList />
          </Section>
        )}
      </Stack>
    </Page>
  )
}

function Section(props: { title: string; why?: string; children: ReactNode }) {
  const id = useId()
  return (
    <Paper component="section" aria-labelledby={id} withBorder radius="lg" p="md">
      <Title order={2} size="h4" id={id}>
        {props.title}
      </Title>
      {props.why !== undefined && (
        <Text size="sm" c="dimmed">
          {props.why}
        </Text>
      )}
      <Stack mt="md">{props.children}</Stack>
    </Paper>
  )
}
