// The calls about roles, the permissions that they are made of, and what they may do with which tickets.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, call, can, ifMatch, type components, type Topic } from '@/api'
import { useLanguage } from '@/i18n'
import { useSession } from '@/ui'

type Schemas = components['schemas']
export type Role = Schemas['role']
export type Grant = Schemas['grant']

export const rolesQuery = queryOptions({
  queryKey: ['role', 'list'],
  queryFn: async () => (await call(api.GET('/roles'))).items,
})

export const permissionsQuery = queryOptions({
  queryKey: ['role', 'permissions'],
  queryFn: async () => (await call(api.GET('/permissions'))).items,
  staleTime: Infinity,
})

export function loadRole(key: string): Promise<Role> {
  return call(api.GET('/roles/{key}', { params: { path: { key } } }))
}

/** before: the role as it was; without it a new one is made. */
export function putRole(key: string, body: Schemas['role_put'], before?: Role): Promise<Role> {
  const params = { path: { key }, ...(before && { header: ifMatch(before) }) }
  return call(api.PUT('/roles/{key}', { body, params }))
}

export function deleteRole(key: string): Promise<unknown> {
  return call(api.DELETE('/roles/{key}', { params: { path: { key } } }))
}

export const roleTopic: Topic = {
  name: 'role',
  changed: (client) => client.invalidateQueries({ queryKey: ['role'] }),
  reset: (client) => client.invalidateQueries({ queryKey: ['role'] }),
}

/** The roles by name in the reader's language; their keys for who may not read them. */
export function useRoles() {
  const language = useLanguage()
  const { data = [] } = useQuery({ ...rolesQuery, enabled: can(useSession(), 'role.read') })
  return {
    roles: data,
    label: (key: string) => data.find((role) => role.key === key)?.labels[language] ?? key,
    options: data.map((role) => ({ value: role.key, label: role.labels[language] })),
  }
}
