// Important and urgent, each yes, no or not judged yet, and the level that the quadrant gives (TK-3).
import type { Level } from '@/features/config'

export type Judged = boolean | null
export type Quadrant = 'do' | 'decide' | 'delegate' | 'delete'

export const quadrants: readonly { name: Quadrant; important: boolean; urgent: boolean }[] = [
  { name: 'do', important: true, urgent: true },
  { name: 'decide', important: true, urgent: false },
  { name: 'delegate', important: false, urgent: true },
  { name: 'delete', important: false, urgent: false },
]

/** null until both are judged. */
export function quadrantOf(important: Judged, urgent: Judged): Quadrant | null {
  return quadrants.find((each) => each.important === important && each.urgent === urgent)?.name ?? null
}

export function levelOf(levels: readonly Level[], quadrant: Quadrant | null): Level | undefined {
  return quadrant === null ? undefined : levels.find((level) => level.quadrants?.includes(quadrant))
}

export function judgedText(value: Judged): 'yes' | 'no' | 'open' {
  return value === null ? 'open' : value ? 'yes' : 'no'
}

export function textJudged(text: string): Judged {
  return text === 'yes' ? true : text === 'no' ? false : null
}
