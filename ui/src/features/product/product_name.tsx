// A product by its name in the reader's language; by its number while it is not known, or not one's to see.
import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/i18n'
import { productQuery } from './product_api'

export function ProductName({ id }: { id: number }) {
  const language = useLanguage()
  const { data } = useQuery({ ...productQuery(id), staleTime: Infinity })
  return data ? data.names[language] : `#${String(id)}`
}
