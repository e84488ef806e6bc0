// After a link was asked for: what is said is the same whether the address has an account or not (AS-7).
import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useWords } from '@/i18n'
import { Door } from './door'

export function BackToSignIn() {
  const t = useWords('session')
  return (
    <Anchor component={Link} to="/sign-in" size="sm">
      {t('to_sign_in')}
    </Anchor>
  )
}

export function Asked({ text }: { text: string }) {
  const t = useWords('session')
  return (
    <Door title={t('asked.title')}>
      <Stack>
        <Text style={{ overflowWrap: 'anywhere' }}>{text}</Text>
        <Text size="sm" c="dimmed">
          {t('asked.nothing')}
        </Text>
        <BackToSignIn />
      </Stack>
    </Door>
  )
}
