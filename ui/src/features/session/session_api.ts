// The calls about one's own way in: passwords, sessions, tokens, and what one hears of by mail.
import { api, call, type components } from '@/api'

type Schemas = components['schemas']

const keyed = (idempotencyKey: string) => ({ header: { 'Idempotency-Key': idempotencyKey } })

export function setPassword(body: Schemas['password_set'], key: string): Promise<unknown> {
  return call(api.POST('/public/passwords', { body, params: keyed(key) }))
}

export function askForPassword(email: string, key: string): Promise<unknown> {
  return call(api.POST('/public/password-resets', { body: { email }, params: keyed(key) }))
}
