// Where one arrives after signing in.

/** Where to go after signing in: a path of this desk, never another site. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}

/** Where the work of a role is; of several roles the first here counts. The courier's day is another entry. */
const STARTS: readonly (readonly [role: string, path: string])[] = [
  ['admin', '/tickets'],
  ['supervisor', '/tickets'],
  ['agent', '/tickets'],
  ['dispatcher', '/deliveries'],
  ['shop', '/deliveries'],
  ['courier', '/courier/'],
]

/** Where somebody goes who has just signed in: where one wanted to, else to the work of one's role. */
export function afterSignIn(roles: readonly string[], next: unknown): string {
  const wanted = safeNext(next)
  if (wanted !== '/') return wanted
  return STARTS.find(([role]) => roles.includes(role))?.[1] ?? '/tickets'
}

/** Not this desk: the browser goes there, not the router. */
export const isOtherEntry = (path: string) => path.startsWith('/courier/')
