// The network below a person: each level is asked for when it is opened.
import { ActionIcon, Anchor, Group, Loader, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useConfig } from '@/features/config'
import { useFormat, useWords } from '@/i18n'
import { Failed, More } from '@/ui'
import { networkQuery, type PersonNode } from './person_api'
import classes from './person_page.module.css'

function Node({ node }: { node: PersonNode }) {
  const t = useWords('person')
  const format = useFormat()
  const ranks = useConfig('ranks')
  const kinds = useConfig('person_kinds')
  const [isOpen, setOpen] = useState(false)
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  const facts = [kinds.label(node.kind), ...(node.rank === null ? [] : [ranks.label(node.rank)])]
  return (
    <li>
      <Group gap={6} wrap="nowrap" mih={32}>
        {node.direct > 0 ? (
          <ActionIcon
            variant="subtle"
            c="dimmed"
            aria-expanded={isOpen}
            aria-label={t('network.open', { name: node.name })}
            onClick={() => {
              setOpen(!isOpen)
            }}
          >
            <Chevron size={18} aria-hidden />
          </ActionIcon>
        ) : (
          <span className={classes['leaf']} />
        )}
        <div>
          <Anchor renderRoot={(props) => <Link to="/people/$id" params={{ id: node.id }} {...props} />} size="sm">
            {node.name}
          </Anchor>
          <Text size="xs" c="dimmed">
            {facts.join(' · ')}
            {node.direct > 0 && ` · ${t('network.direct', { count: node.direct, shown: format.number(node.direct) })}`}
          </Text>
        </div>
      </Group>
      {isOpen && <PersonNetwork id={node.id} label={node.name} />}
    </li>
  )
}

export function PersonNetwork({ id, label }: { id: number; label: string }) {
  const t = useWords('person')
  const network = useInfiniteQuery(networkQuery(id))
  const nodes = network.data?.pages.flatMap((page) => page.items) ?? []
  if (network.error && nodes.length === 0)
    return <Failed error={network.error} onRetry={() => void network.refetch()} />
  if (network.isPending) return <Loader size="sm" aria-label={t('network')} />
  if (nodes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('network.none')}
      </Text>
    )
  return (
    <Stack gap={4}>
      <ul className={classes['level']} aria-label={t('network.of', { name: label })}>
        {nodes.map((node) => (
          <Node key={node.id} node={node} />
        ))}
      </ul>
      <More query={network} size="compact-sm" label={t('network.more', { name: label })} />
    </Stack>
  )
}
