// The name and its sign: an A whose bar is mended with gold.
import { Group, Text } from '@mantine/core'
import icon from '../icon.svg'

export function Logo({ size = 28, light = false }: { size?: number; light?: boolean }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src={icon} alt="" width={size} height={size} />
      <Text component="span" fz={size * 0.68} fw={650} lh={1} {...(light && { c: '#f8f8f5' })} lts="-0.01em">
        Amends
      </Text>
    </Group>
  )
}
