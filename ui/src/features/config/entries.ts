// Entries of a list as forms and trees need them: flat values, order, new keys.
import type { FormValues } from '@/ui'
import type { Language } from '@/i18n'
import type { Entry, Shape } from './config_api'

export const isTexts = (shape: Shape) => shape.type === 'object' && shape.properties?.['en'] !== undefined
/** Lists of words or keys; lists of objects have an editor of their own. */
export const isWords = (shape: Shape) => shape.type === 'array' && shape.items?.type !== 'object'

const LANGUAGES: readonly Language[] = ['en', 'fr', 'es']

function flatOf(name: string, shape: Shape, value: unknown): [string, FormValues[string]][] {
  if (isTexts(shape)) {
    const texts = (value ?? {}) as Partial<Record<Language, string>>
    return LANGUAGES.map((language) => [`${name}.${language}`, texts[language] ?? ''])
  }
  if (isWords(shape)) return [[name, ((value ?? []) as string[]).join(',')]]
  if (shape.type === 'array') return [[name, JSON.stringify(value ?? [])]]
  if (shape.type === 'boolean')
    return [[name, (value as boolean | null | undefined) ?? (shape.nullable ? null : false)]]
  if (shape.type === 'integer') return [[name, (value as number | null | undefined) ?? null]]
  return [[name, (value as string | null | undefined) ?? shape.enum?.[0] ?? '']]
}

/** An entry as flat values: "labels.fr", lists as words with commas between. Without an entry: a new one's. */
export function valuesOf(shape: Shape, entry: Entry | undefined): FormValues {
  const fields = Object.entries(shape.properties ?? {})
  return Object.fromEntries(fields.flatMap(([name, field]) => flatOf(name, field, entry?.[name])))
}

function backOf(name: string, shape: Shape, values: FormValues): unknown {
  const value = values[name]
  if (isTexts(shape)) {
    const texts = LANGUAGES.map((language) => [language, String(values[`${name}.${language}`] ?? '').trim()] as const)
    return shape.nullable && texts.every(([, text]) => text === '') ? null : Object.fromEntries(texts)
  }
  if (isWords(shape))
    return String(value ?? '')
      .split(',')
      .filter((word) => word !== '')
  if (shape.type === 'array') return JSON.parse(String(value))
  if (shape.type === 'string' && shape.nullable) return value === '' ? null : value
  return value
}

/** The way back. */
export function entryOf(shape: Shape, values: FormValues): Entry {
  const fields = Object.entries(shape.properties ?? {})
  return Object.fromEntries(fields.map(([name, field]) => [name, backOf(name, field, values)])) as Entry
}

/** "Livraison : colis abîmé" → "livraison_colis_abime" */
function slug(label: string): string {
  return label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)
}

/** A key that nobody has yet, from what it is called and where it hangs. */
export function keyFrom(label: string, parent: string, taken: readonly { key: string }[]): string {
  const own = slug(label)
  if (own === '') return ''
  const base = (parent === '' ? own : `${parent}.${own}`).slice(0, 60)
  const isTaken = (key: string) => taken.some((entry) => entry.key === key)
  let key = base
  for (let n = 2; isTaken(key); n++) key = `${base}_${String(n)}`
  return key
}

export interface Row {
  entry: Entry
  depth: number
}

/** Depth first, each level in the list's order; what hangs from nothing known stands at the top. */
export function treeOf(items: readonly Entry[]): Row[] {
  const isKnown = (key: string | null | undefined) => items.some((entry) => entry.key === key)
  const below = (parent: string | null, depth: number): Row[] =>
    items
      .filter((entry) => (isKnown(entry.parent) ? (entry.parent ?? null) : null) === parent)
      .flatMap((entry) => [{ entry, depth }, ...below(entry.key, depth + 1)])
  return below(null, 0)
}

const siblingsOf = (items: readonly Entry[], entry: Entry) =>
  items.filter((each) => (each.parent ?? null) === (entry.parent ?? null))

/** The entry put before a sibling, or behind all of them; its place among entries of other parents says nothing. */
export function placed(items: readonly Entry[], entry: Entry, before: Entry | undefined): Entry[] {
  const others = items.filter((each) => each.key !== entry.key)
  const last = siblingsOf(others, entry).at(-1)
  const at = before
    ? others.findIndex((each) => each.key === before.key)
    : last
      ? others.indexOf(last) + 1
      : others.length
  return others.toSpliced(at, 0, entry)
}

/** The sibling that a step up (-1) or down (1) goes past; undefined: it cannot go there. hidden entries are passed over. */
export function stepped(items: readonly Entry[], entry: Entry, step: -1 | 1, isShown: (entry: Entry) => boolean) {
  const siblings = siblingsOf(items, entry).filter((each) => each.key === entry.key || isShown(each))
  const at = siblings.findIndex((each) => each.key === entry.key)
  if (siblings[at + step] === undefined) return undefined
  return placed(items, entry, siblings[step === -1 ? at - 1 : at + 2])
}

/** What dropping a row at a place among all shown rows means: before the next sibling from there on. */
export function dropped(items: readonly Entry[], rows: readonly Row[], from: number, to: number): Entry[] {
  const moved = rows[from]?.entry
  if (!moved) return [...items]
  const order = rows.map((row) => row.entry).filter((entry) => entry.key !== moved.key)
  const next = order.slice(to).find((entry) => (entry.parent ?? null) === (moved.parent ?? null))
  return placed(items, moved, next)
}
