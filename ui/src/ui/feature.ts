// What a feature hands to the shell. The list of features is in src/features.ts.
import type { ComponentType } from 'react'
import type { Topic } from '@/api'
import type { Resources } from '@/i18n/resources'

export type NavLabel = Extract<keyof Resources['common'], `nav.${string}`>

export interface NavItem {
  to: string
  label: NavLabel
  /** What it is called for who is not staff. */
  ownLabel?: NavLabel
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>
  /** Without this permission, or one of these, the entry is not shown. */
  permission?: string | readonly string[]
  /** Shows one's own, of which staff has none. */
  own?: true
  /** Shortcut, "g" and a letter. */
  keys?: string
  section: 'work' | 'settings'
  /** Stands behind the label: a count. */
  badge?: ComponentType
}

export interface Feature {
  nav: readonly NavItem[]
  /** Live events that this feature understands. */
  topics: readonly Topic[]
  /** Stands in the header of every screen. */
  header?: ComponentType
  /** Shown with every screen: commands that are always there, windows that open from anywhere. */
  everywhere?: ComponentType
  /** Shown on a ticket, above what was said. */
  ticketPanel?: ComponentType<{ ticketId: number; orderId: number | null }>
}
