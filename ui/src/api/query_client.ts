// How queries behave everywhere: tried again only when that can help, fresh as long as events say nothing.
import { QueryClient, queryOptions } from '@tanstack/react-query'
import { Problem } from './problem'
import { whoAmI } from './session'

const MINUTE = 60_000

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: MINUTE,
        gcTime: 10 * MINUTE,
        retry: (failures, error) => failures < 2 && error instanceof Problem && error.isPassing,
        retryDelay: (failures, error) =>
          error instanceof Problem && error.retryAfter !== undefined ? error.retryAfter * 1000 : 500 * 2 ** failures,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: whoAmI, staleTime: Infinity })
