// The proposals about one order, or about one ticket: those that wait first.
import { Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { proposalsQuery, type ProposalFilter } from './incident_api'
import { ProposalPanel } from './proposal_panel'

export function Proposals({ filter, links = false }: { filter: ProposalFilter; links?: boolean }) {
  const { data } = useInfiniteQuery(proposalsQuery(filter))
  const all = data?.pages.flatMap((page) => page.items) ?? []
  const sorted = all.toSorted((a, b) => Number(b.status === 'open') - Number(a.status === 'open'))
  return (
    <Stack gap="md">
      {sorted.map((proposal) => (
        <ProposalPanel key={proposal.id} proposal={proposal} links={links} />
      ))}
    </Stack>
  )
}
