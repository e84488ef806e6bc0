// Whom "@" offers: above the text, chosen with the arrow keys and Enter, or by touch. The focus stays in the text.
import { useWords } from '@/i18n'
import classes from './mention_list.module.css'
import type { Mentions } from './use_mentions'

export function MentionList({ mentions }: { mentions: Mentions }) {
  const t = useWords('ticket')
  if (mentions.offered.length === 0) return null
  return (
    <div role="listbox" id={mentions.listId} aria-label={t('mention.list')} className={classes['list']}>
      {mentions.offered.map((person, at) => (
        <button
          key={person.id}
          type="button"
          role="option"
          tabIndex={-1}
          id={mentions.optionId(at)}
          aria-selected={at === mentions.active}
          className={classes['option']}
          onMouseDown={(event) => {
            event.preventDefault()
          }}
          onClick={() => {
            mentions.take(person)
          }}
        >
          {person.name}
        </button>
      ))}
    </div>
  )
}
