// What stands where there is nothing, not yet something, or something went wrong.
import { Alert, Button, EmptyState, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { asProblem } from '@/api'
import { useProblemText, useWords } from '@/i18n'

/** Nothing here: says what would be here and how to begin. */
export function Empty(props: { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <EmptyState
      py="xl"
      variant="light"
      icon={props.icon}
      title={props.title}
      description={props.children}
      maw={460}
      mx="auto"
    >
      {props.action !== undefined && <EmptyState.Actions>{props.action}</EmptyState.Actions>}
    </EmptyState>
  )
}

/** It could not be loaded: says why, and offers to try again. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useWords('common')
  const problemText = useProblemText()
  const { requestId } = asProblem(error)
  return (
    <Alert color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={t('failed')}>
      <Text size="sm">{problemText(error)}</Text>
      {requestId !== undefined && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('request_id', { id: requestId })}
        </Text>
      )}
      {onRetry && (
        <Group mt="sm">
          <Button size="compact-md" variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        </Group>
      )}
    </Alert>
  )
}
