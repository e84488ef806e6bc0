// The calls about accounts: who may sign in, and with which roles.
import { queryOptions } from '@tanstack/react-query'
import { api, call, defineResource, ifMatch, type components, type ListOptions } from '@/api'
import type { AccountView } from './account_route'

type Schemas = components['schemas']
export type Account = Schemas['account']
export const states = ['invited', 'active', 'disabled'] as const satisfies readonly Account['state'][]

const byId = (id: number) => ({ path: { id } })
const keyed = (idempotencyKey: string) => ({ header: { 'Idempotency-Key': idempotencyKey } })

export function loadAccount(id: number): Promise<Account> {
  return call(api.GET('/accounts/{id}', { params: byId(id) }))
}

export const accounts = defineResource('account', loadAccount)

export const accountQuery = (id: number) =>
  queryOptions({ queryKey: accounts.keys.one(id), queryFn: () => loadAccount(id) })

export function accountList({ q, sort, state, role }: AccountView): ListOptions<Account> {
  const filter = {
    ...(q !== undefined && { q }),
    ...(sort !== undefined && { sort }),
    ...(state !== undefined && { state: [state] }),
    ...(role !== undefined && { role: [role] }),
  }
  return accounts.list(filter, (cursor) =>
    call(api.GET('/accounts', { params: { query: { ...filter, ...(cursor !== undefined && { cursor }) } } })),
  )
}

export function createAccount(body: Schemas['account_new'], idempotencyKey: string): Promise<Account> {
  return call(api.POST('/accounts', { body, params: keyed(idempotencyKey) }))
}

export function updateAccount(account: Account, body: Schemas['account_patch']): Promise<Account> {
  return call(api.PATCH('/accounts/{id}', { body, params: { ...byId(account.id), header: ifMatch(account) } }))
}

export function inviteAgain(account: Account, idempotencyKey: string): Promise<unknown> {
  return call(api.POST('/accounts/{id}/invitations', { params: { ...byId(account.id), ...keyed(idempotencyKey) } }))
}

export function endSessions(account: Account): Promise<unknown> {
  return call(api.DELETE('/accounts/{id}/sessions', { params: byId(account.id) }))
}
