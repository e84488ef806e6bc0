// "@" and a name in a text that is being written.
export interface Mention {
  id: number
  name: string
}

/** What stands between "@" and the cursor, at most two words; undefined: no name is being typed. */
export function mentionAt(text: string, cursor: number): { at: number; query: string } | undefined {
  const query = /(?:^|[\s(])@([\p{L}\p{N}'’.-]*(?: [\p{L}\p{N}'’.-]+)?)$/u.exec(text.slice(0, cursor))?.[1]
  return query === undefined ? undefined : { at: cursor - query.length - 1, query }
}

export function withMention(text: string, at: number, cursor: number, name: string): { text: string; cursor: number } {
  const before = `${text.slice(0, at)}@${name} `
  return { text: before + text.slice(cursor).replace(/^ /, ''), cursor: before.length }
}

/** Of those who were chosen, whose "@Name" still stands there. */
export function mentionedIn(text: string, chosen: readonly Mention[]): Mention[] {
  return chosen.filter(({ name }) => text.includes(`@${name}`))
}
