// One line of a list of this screen: what it is, details below, an act beside it; narrow enough for a phone.
import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export function Row(props: { title: ReactNode; children: ReactNode; act?: ReactNode }) {
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Text component="div" size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {props.title}
        </Text>
        <Text component="div" size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {props.children}
        </Text>
      </div>
      <div style={{ flexShrink: 0 }}>{props.act}</div>
    </Group>
  )
}
