import type { Session } from '../api'

/** What the server says of who is signed in: somebody of the staff who may do what is named. */
export const sessionWith = (...permissions: string[]): Session => ({
  person: { id: 1, name: 'Ana', email: 'ana@demo.test', locale: 'en', time_zone: 'Europe/Madrid' },
  roles: ['admin'],
  permissions,
  staff: true,
  last_event_id: 0,
})
