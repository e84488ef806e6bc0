// How a mail will read, with the facts of the latest ticket; nothing is sent (NT-2).
import { Alert, Button, Group, Paper, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconEye } from '@tabler/icons-react'
import { api, call, newKey, useChange, type components } from '@/api'
import { useProblemText, useWords } from '@/i18n'

type Asked = components['schemas']['mail_preview_new']

const latestQuery = {
  queryKey: ['ticket', 'latest'],
  queryFn: async () =>
    (await call(api.GET('/tickets', { params: { query: { limit: 1, sort: '-created_at' } } }))).items[0] ?? null,
}

export function MailPreview(props: Omit<Asked, 'ticket_id'>) {
  const t = useWords('config')
  const problemText = useProblemText()
  const { data: ticket } = useQuery(latestQuery)
  const preview = useChange((asked: Asked) =>
    call(api.POST('/mail/preview', { body: asked, params: { header: { 'Idempotency-Key': newKey() } } })),
  )
  if (ticket === null)
    return (
      <Text size="sm" c="dimmed">
        {t('preview.none')}
      </Text>
    )
  return (
    <>
      <Group>
        <Button
          variant="default"
          leftSection={<IconEye size={16} aria-hidden />}
          loading={preview.isPending}
          onClick={() => {
            if (ticket) preview.mutate({ ...props, ticket_id: ticket.id })
          }}
        >
          {t('preview')}
        </Button>
      </Group>
      {preview.error && (
        <Alert color="red" variant="outline" role="group">
          {problemText(preview.error)}
        </Alert>
      )}
      {preview.data && (
        <Paper component="section" aria-label={t('preview')} withBorder p="md" radius="md">
          <Text fw={600} mb="xs">
            {preview.data.subject}
          </Text>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {preview.data.text}
          </Text>
        </Paper>
      )}
    </>
  )
}
