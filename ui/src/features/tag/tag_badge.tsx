// A tag as it stands on a ticket: its colour is a dot, its name is always readable.
import type { Tag, TagColour } from './tag_api'
import classes from './tag_badge.module.css'

export function ColourDot({ colour }: { colour: TagColour }) {
  return <span className={classes['dot']} style={{ background: `var(--mantine-color-${colour}-6)` }} aria-hidden />
}

export function TagBadge({ tag }: { tag: Pick<Tag, 'name' | 'colour'> }) {
  return (
    <span className={classes['badge']}>
      <ColourDot colour={tag.colour} />
      {tag.name}
    </span>
  )
}
