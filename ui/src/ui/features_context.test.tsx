import { renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, test } from 'vitest'
import type { Session } from '@/api'
import type { Feature } from './feature'
import { Features, useNav } from './features_context'

const icon = () => null
const features: Feature[] = [
  {
    nav: [
      { to: '/tickets', label: 'nav.tickets', ownLabel: 'nav.reports', icon, section: 'work' },
      { to: '/ledger', label: 'nav.ledger', own: true, icon, section: 'work' },
    ],
    topics: [],
  },
]
const around = ({ children }: { children: ReactNode }) => <Features value={features}>{children}</Features>

test('staff are not led to what they have none of; others read their own words', () => {
  const ways = (staff: boolean) =>
    renderHook(() => useNav({ staff, permissions: [] } as unknown as Session), { wrapper: around }).result.current.map(
      ({ label }) => label,
    )
  expect(ways(true)).toEqual(['nav.tickets'])
  expect(ways(false)).toEqual(['nav.reports', 'nav.ledger'])
})
