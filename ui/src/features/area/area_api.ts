// The calls about who works in which area.
import { queryOptions } from '@tanstack/react-query'
import { api, call, ifMatch, type components } from '@/api'

export type Area = components['schemas']['area']
export type Member = components['schemas']['area_member']

const byKey = (key: string) => ({ path: { key } })

export function loadMembers(key: string): Promise<Area> {
  return call(api.GET('/areas/{key}/members', { params: byKey(key) }))
}

export const membersQuery = (key: string) =>
  queryOptions({
    queryKey: ['area', 'members', key],
    queryFn: () => loadMembers(key),
    staleTime: 0,
    // What others saved shows at the save, beside one's own; a look at another window must not take that away.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

export function putMembers(area: Area, members: readonly Member[]): Promise<Area> {
  const body = { members: members.map(({ person_id, is_head }) => ({ person_id, is_head })) }
  return call(api.PUT('/areas/{key}/members', { body, params: { ...byKey(area.key), header: ifMatch(area) } }))
}
