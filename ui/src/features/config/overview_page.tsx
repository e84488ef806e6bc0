// Every list that the company adapts (CF-1), each with what it is for.
import { Paper, Skeleton, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useWords } from '@/i18n'
import { Failed, Page, useCommands } from '@/ui'
import { shapesQuery } from './config_api'
import { listGroups } from './list_spec'
import classes from './overview_page.module.css'

const groupNames = Object.keys(listGroups) as (keyof typeof listGroups)[]

/** The groups with the lists that this server has; what no group names stands at the end. */
export function groupedLists(have: readonly string[]): { group: string; lists: string[] }[] {
  const named = groupNames.map((group) => ({ group, lists: listGroups[group].filter((list) => have.includes(list)) }))
  const known = new Set<string>(named.flatMap(({ lists }) => lists))
  const others = have.filter((list) => !known.has(list))
  return [...named, { group: 'other', lists: others }].filter(({ lists }) => lists.length > 0)
}

export function useListName(): (list: string) => string {
  const t = useWords('config')
  return (list) => t.find(`list.${list}`) ?? list
}

export function OverviewPage() {
  const t = useWords('config', 'common')
  const listName = useListName()
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(shapesQuery)
  const groups = groupedLists([...(data?.keys() ?? [])])
  useCommands(
    groups
      .flatMap(({ lists }) => lists)
      .map((list) => ({
        id: `config.${list}`,
        label: listName(list),
        group: t('common:nav.lists'),
        run: () => void navigate({ to: '/lists/$list', params: { list } }),
      })),
  )
  return (
    <Page name="config" title={t('common:nav.lists')} tip={t('config:tip')}>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} aria-hidden>
          {[1, 2, 3, 4, 5, 6].map((at) => (
            <Skeleton key={at} height={84} radius="lg" />
          ))}
        </SimpleGrid>
      )}
      {groups.map(({ group, lists }) => (
        <Stack key={group} gap="xs" component="section" aria-label={t.find(`group.${group}`) ?? group}>
          <Title order={2} size="h5" c="dimmed">
            {t.find(`group.${group}`)}
          </Title>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
            {lists.map((list) => (
              <Paper
                key={list}
                component={Link}
                to={`/lists/${list}`}
                withBorder
                p="md"
                radius="lg"
                className={classes['card'] ?? ''}
              >
                <Text fw={600}>{listName(list)}</Text>
                <Text size="sm" c="dimmed">
                  {t.find(`for.${list}`)}
                </Text>
              </Paper>
            ))}
          </SimpleGrid>
        </Stack>
      ))}
    </Page>
  )
}
