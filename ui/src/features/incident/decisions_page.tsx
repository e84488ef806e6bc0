// The inbox of dispatch: what waits for a decision, live; and what was decided.
import { SegmentedControl, Skeleton, Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { IconScale } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useWords } from '@/i18n'
import { announce, Empty, Failed, More, Page } from '@/ui'
import { proposalsQuery, type ProposalStatus } from './incident_api'
import { decisionsRoute } from './incident_route'
import { ProposalPanel } from './proposal_panel'

const SHOWN: Record<'waiting' | 'decided', ProposalStatus[]> = {
  waiting: ['open'],
  decided: ['approved', 'refused', 'reverted'],
}

export function DecisionsPage() {
  const t = useWords('incident')
  const navigate = useNavigate()
  const { show = 'waiting' } = decisionsRoute.useSearch()
  const proposals = useInfiniteQuery(proposalsQuery({ status: SHOWN[show] }))
  const items = proposals.data?.pages.flatMap((page) => page.items) ?? []
  const count = items.length
  useEffect(() => {
    if (show === 'waiting' && count > 0) announce(t('waiting', { count }))
  }, [count, show, t])
  return (
    <Page
      title={t('decisions')}
      name="decisions"
      tip={t('decisions.tip')}
      actions={
        <SegmentedControl
          aria-label={t('decisions.show')}
          data={[
            { value: 'waiting', label: t('show.waiting') },
            { value: 'decided', label: t('show.decided') },
          ]}
          value={show}
          onChange={(value) =>
            void navigate({ to: '/decisions', search: value === 'decided' ? { show: 'decided' } : {}, replace: true })
          }
        />
      }
    >
      {proposals.error && <Failed error={proposals.error} onRetry={() => void proposals.refetch()} />}
      {proposals.isPending && (
        <Stack aria-hidden>
          <Skeleton height={220} radius="lg" />
          <Skeleton height={220} radius="lg" />
        </Stack>
      )}
      {proposals.data && count === 0 && (
        <Empty icon={<IconScale aria-hidden />} title={t(`empty.${show}`)}>
          {t('empty.text')}
        </Empty>
      )}
      <Stack gap="md">
        {items.map((proposal) => (
          <ProposalPanel key={proposal.id} proposal={proposal} links />
        ))}
      </Stack>
      <More query={proposals} label={t('more')} />
    </Page>
  )
}
