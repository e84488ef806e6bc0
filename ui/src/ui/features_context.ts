// The features of this desk, for the shell and the home page, which may not import them.
import { createContext, use } from 'react'
import { can, type Session } from '@/api'
import type { Feature, NavItem } from './feature'

export const Features = createContext<readonly Feature[]>([])

export function useFeatures(): readonly Feature[] {
  return use(Features)
}

/** Where this person may go, in order, and in their words. */
export function useNav(session: Session): readonly NavItem[] {
  return useFeatures()
    .flatMap((feature) => feature.nav)
    .filter(({ own }) => !(own && session.staff))
    .filter(({ permission }) =>
      typeof permission === 'object' ? permission.some((each) => can(session, each)) : can(session, permission),
    )
    .map((item) => (session.staff ? item : { ...item, label: item.ownLabel ?? item.label }))
}
