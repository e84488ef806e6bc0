// Who works in an area, over the list of areas.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { AreaMembers } from '@/features/area'
import { useLanguage } from '@/i18n'
import { listRoute, membersRoute } from './config_route'
import { listQuery } from './use_config'

export function MembersDialog() {
  const language = useLanguage()
  const navigate = useNavigate()
  const { key } = membersRoute.useParams()
  const view = listRoute.useSearch()
  const { data } = useQuery(listQuery('areas'))
  const name = data?.items.find((entry) => entry.key === key)?.labels[language]
  return (
    <AreaMembers
      area={key}
      name={name ?? key}
      onClose={() => void navigate({ to: '/lists/$list', params: { list: 'areas' }, search: view })}
    />
  )
}
