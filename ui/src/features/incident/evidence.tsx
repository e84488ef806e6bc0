// What was written and photographed with a report; only who may see its ticket sees it.
import { useQuery } from '@tanstack/react-query'
import { AttachmentList, commentsQuery, CommentBody } from '@/features/ticket'

export function Evidence({ ticketId }: { ticketId: number }) {
  const comments = useQuery(commentsQuery(ticketId))
  const [first] = comments.data ?? []
  if (!first) return null
  return (
    <>
      <CommentBody html={first.body_html} />
      {first.attachments.length > 0 && <AttachmentList files={first.attachments} />}
    </>
  )
}
