import { useWords } from '@/i18n'

/** What a permission allows, in words; its key where there are none. */
export function useScopeName(): (key: string) => string {
  const t = useWords('role')
  return (key) => t.find(`may.${key}`) ?? key
}
