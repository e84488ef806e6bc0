// A shortcut as keys on the screen.
import { Group, Kbd } from '@mantine/core'
import { keyLabels } from './keys'

export function KeysShown({ keys }: { keys: string }) {
  return (
    <Group component="span" gap={4} wrap="nowrap">
      {keyLabels(keys).map((label, at) => (
        <Kbd key={`${String(at)}${label}`} size="xs">
          {label}
        </Kbd>
      ))}
    </Group>
  )
}
