// What is being written, as its readers will see it: the server renders it, as it does when it is sent.
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useWords } from '@/i18n'
import { Failed } from '@/ui'
import { CommentBody } from './comment_body'
import { commentPreviewQuery } from './ticket_api'

export function CommentPreview({ text, className }: { text: string; className: string | undefined }) {
  const t = useWords('ticket')
  const { data, error, refetch } = useQuery(commentPreviewQuery(text))
  return (
    <div className={className} role="region" aria-label={t('preview.text')}>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && data === undefined && <Skeleton height={60} aria-hidden />}
      {data !== undefined && <CommentBody html={data} />}
    </div>
  )
}
