// Under what comes page by page: the button for the next one, nothing when all is there.
import { Button, Group, type MantineSize, type MantineSpacing } from '@mantine/core'

interface Paged {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => Promise<unknown>
}

export function More(props: { query: Paged; label: string; size?: MantineSize | 'compact-sm'; mt?: MantineSpacing }) {
  const { query, label, size = 'sm', mt = 0 } = props
  if (!query.hasNextPage) return null
  return (
    <Group mt={mt}>
      <Button
        size={size}
        variant="default"
        loading={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {label}
      </Button>
    </Group>
  )
}
