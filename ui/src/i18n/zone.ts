// Between a moment and what clocks of a zone show then: fields for date and time know no zone. undefined: the browser's.
type Zone = string | undefined

/** Minutes that the zone is ahead of UTC at this moment. */
function offsetAt(ms: number, timeZone: Zone): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...(timeZone !== undefined && { timeZone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return Math.round((local - Math.floor(ms / 1000) * 1000) / 60_000)
}

/** For max of a date-time field: browsers then take four digits for a year, and go on to the next part. */
export const LAST_CLOCK = '9999-12-31T23:59'

/** "2026-11-29T10:00", as a date-time field has it; empty for no moment. */
export function clockAt(iso: string | null, timeZone: Zone): string {
  if (iso === null) return ''
  const ms = Date.parse(iso)
  return new Date(ms + offsetAt(ms, timeZone) * 60_000).toISOString().slice(0, 16)
}

/** The moment at which clocks of the zone show this. */
export function momentOf(clock: string, timeZone: Zone): Date {
  // A year may have more than four digits: who types on after it makes one.
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = clock.split(/\D/).map(Number)
  const asUtc = Date.UTC(year, month - 1, day, hour, minute)
  // The offset at the wanted moment is known only once the moment is: the second try settles it.
  const guess = asUtc - offsetAt(asUtc, timeZone) * 60_000
  return new Date(asUtc - offsetAt(guess, timeZone) * 60_000)
}

export function zoneName(timeZone: Zone): string {
  return timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
}
