// A person as the fields of a form: what is not there is an empty text.
import type { Person, PersonNew, PersonPatch } from './person_api'

const OWN = ['email', 'phone', 'locale', 'time_zone', 'preferred_channel', 'contact_hours'] as const
const ADDRESS = ['street', 'postcode', 'city', 'country'] as const
const SHIPPING = ['ship_street', 'ship_postcode', 'ship_city', 'ship_country'] as const
const STANDING = ['name', 'kind', 'status', 'rank', 'territory', 'ship_territory'] as const
export const textNames = [...STANDING, ...OWN, ...ADDRESS, ...SHIPPING] as const
export const fieldNames = [...textNames, 'sponsor_id'] as const

type TextName = (typeof textNames)[number]
// A type, not an interface: forms want an index.
export type PersonValues = Record<TextName, string> & { sponsor_id: number | null }

/** These are texts at the server, too, never null. */
const NEVER_NULL: readonly string[] = ['name', 'kind', 'status']

export function valuesOf(person: Pick<Person, (typeof fieldNames)[number]>): PersonValues {
  const texts = Object.fromEntries(textNames.map((name) => [name, person[name] ?? ''])) as Record<TextName, string>
  return { ...texts, sponsor_id: person.sponsor_id }
}

export const NEW: PersonValues = {
  ...(Object.fromEntries(textNames.map((name) => [name, ''])) as Record<TextName, string>),
  kind: 'customer',
  status: 'active',
  sponsor_id: null,
}

/** Emptied fields are taken away. */
export function patchOf(changes: Partial<PersonValues>): PersonPatch {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [name, value === '' && !NEVER_NULL.includes(name) ? null : value]),
  )
}

export function newOf(values: PersonValues): PersonNew {
  const given = Object.entries(values).filter(([, value]) => value !== '' && value !== null)
  return { ...Object.fromEntries(given), name: values.name }
}

/** What is asked before somebody is added twice; undefined: not enough is known yet. */
export function likeOf({ name, email, phone, postcode }: PersonValues) {
  const filled = Object.fromEntries(
    Object.entries({ name, email, phone, postcode }).flatMap(([key, value]) =>
      value.trim() === '' ? [] : [[key, value.trim()]],
    ),
  ) as { name?: string; email?: string; phone?: string; postcode?: string }
  const isEnough = filled.email ?? filled.phone ?? (filled.name !== undefined ? filled.postcode : undefined)
  return isEnough === undefined ? undefined : filled
}
