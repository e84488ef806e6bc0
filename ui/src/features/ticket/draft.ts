// What was typed and not sent yet, kept in this browser for one person and one place.
export function draftKey(personId: number, place: string): string {
  return `amends.draft.${String(personId)}.${place}`
}

export function loadDraft<T extends object>(key: string, empty: T): T {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return empty
    // What is null while nobody is chosen holds an id.
    const known = Object.entries(kept).filter(([name, value]) => {
      const first = empty[name as keyof T]
      return name in empty && (typeof value === typeof first || (first === null && typeof value === 'number'))
    })
    return { ...empty, ...Object.fromEntries(known) }
  } catch {
    return empty
  }
}

/** Keeps what differs from an empty form; nothing is kept of an empty one. */
export function keepDraft<T extends object>(key: string, draft: T, empty: T): void {
  const same = (Object.keys(empty) as (keyof T)[]).every(
    (name) => JSON.stringify(draft[name]) === JSON.stringify(empty[name]),
  )
  try {
    if (same) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // A full store keeps no draft; what is on the screen stays.
  }
}
