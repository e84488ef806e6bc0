// Who is signed in, and the ways in and out.
import { api, call, newKey } from './client'
import { rememberPerson, sessionRenewed } from './expiry'
import { beginLiveAt } from './live'
import { Problem } from './problem'
import type { components } from './schema.gen'

export type Session = components['schemas']['session']
export type Credentials = components['schemas']['session_new']

/** null: nobody. */
export async function whoAmI(): Promise<Session | null> {
  try {
    const session = await call(api.GET('/session'))
    rememberPerson(session.person.id)
    beginLiveAt(session)
    return session
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null
    throw error
  }
}

export async function signIn(credentials: Credentials): Promise<Session> {
  const session = await call(
    api.POST('/session', { body: credentials, params: { header: { 'Idempotency-Key': newKey() } } }),
  )
  rememberPerson(session.person.id)
  beginLiveAt(session)
  return session
}

/** Signs in again after the session ended; calls that wait go on if it is the same person. */
export async function renew(credentials: Credentials): Promise<Session> {
  const session = await call(
    api.POST('/session', { body: credentials, params: { header: { 'Idempotency-Key': newKey() } } }),
  )
  sessionRenewed(session.person.id)
  return session
}

export async function signOut(): Promise<void> {
  rememberPerson(undefined)
  try {
    await call(api.DELETE('/session'))
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) throw error
  }
}

export function can(session: Session, permission: string | undefined): boolean {
  return permission === undefined || session.permissions.includes(permission)
}
