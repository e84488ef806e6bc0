// A list page by page: what is loaded, what is new at the server, and how to get more.
import { keepPreviousData, useInfiniteQuery, useQuery, skipToken } from '@tanstack/react-query'
import type { Item, ListOptions, Resource } from '@/api'
import { useWords } from '@/i18n'
import { announce } from './announce'

export interface ResourceList<T> {
  rows: readonly T[]
  /** Nothing was ever loaded. */
  isPending: boolean
  /** Rows of the filter before this one are still shown. */
  isOld: boolean
  error: Error | null
  retry: () => void
  more: (() => void) | undefined
  isLoadingMore: boolean
  /** Others added or removed something; rows move only when asked. */
  hasNews: boolean
}

export function useResourceList<T extends Item>(resource: Resource<T>, options: ListOptions<T>): ResourceList<T> {
  const t = useWords('common')
  const query = useInfiniteQuery({ ...options, placeholderData: keepPreviousData })
  const news = useQuery<number>({ queryKey: resource.keys.news, queryFn: skipToken, staleTime: Infinity })
  const rows = query.data?.pages.flatMap((page) => page.items) ?? []

  const more = async () => {
    const result = await query.fetchNextPage()
    const last = result.data?.pages.at(-1)
    if (last) announce(t('list.more_loaded', { count: last.items.length }))
  }
  return {
    rows,
    isPending: query.isPending,
    isOld: query.isPlaceholderData,
    error: query.error,
    retry: () => void query.refetch(),
    more: query.hasNextPage ? () => void more() : undefined,
    isLoadingMore: query.isFetchingNextPage,
    hasNews: news.data !== undefined && news.data > query.dataUpdatedAt,
  }
}
