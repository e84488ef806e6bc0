// The colour of a status or level; a name always stands beside it.
import { colours } from './list_spec'
import classes from './dot.module.css'

export function Dot({ colour }: { colour: unknown }) {
  const known = colours.find((each) => each === colour) ?? 'gray'
  return <span className={classes['dot']} style={{ background: `var(--mantine-color-${known}-6)` }} aria-hidden />
}
