// What was said, sanitised and rendered by the server. What a mail quotes, and its signature, are folded.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '@/i18n'
import classes from './ticket_timeline.module.css'

export function CommentBody({ html }: { html: string }) {
  const t = useWords('ticket')
  const [isOpen, setOpen] = useState(false)
  const quotes = html.includes(' data-quote="1"')
  return (
    <>
      <div className={classes['body']} data-folded={quotes && !isOpen} dangerouslySetInnerHTML={{ __html: html }} />
      {quotes && (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen)
          }}
        >
          {t(isOpen ? 'quote.hide' : 'quote.show')}
        </Button>
      )}
    </>
  )
}
