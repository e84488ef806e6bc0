// What is being written, as its readers will see it: the server renders it, as it does when it is sent.
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useWords } from '@/i18n'
import { Failed } from '@/ui'
import { commentPreviewQuery } from './ticket_api'
import classes from './ticket_timeline.module.css'

export function CommentPreview({ text, className }: { text: string; className: string | undefined }) {
  const t = useWords('ticket')
  const { data, error, refetch } = useQuery(commentPreviewQuery(text))
  return (
    <div className={className} role="region" aria-label={t('preview.text')}>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && data === undefined && <Skeleton height={60} aria-hidden />}
      {/* Sanitised and rendered by the server. */}
      {data !== undefined && <div className={classes['body']} dangerouslySetInnerHTML={{ __html: data }} />}
    </div>
  )
}
