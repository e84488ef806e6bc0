// A problem in the reader's words: by its code where we have words for it, else by what kind of problem it
// is, else as the server put it.
import { asProblem, type FieldProblem } from '@/api/problem'
import { useWords } from './use_words'

export function useProblemText(): (error: unknown) => string {
  const t = useWords('problem')
  return (error) => {
    const { code, message, status } = asProblem(error)
    const kind = code.slice(code.lastIndexOf('.') + 1)
    const text = t.find(`code.${code}`) ?? t.find(`kind.${kind}`) ?? t.find(`status.${String(status)}`)
    if (text !== undefined) return text
    return code.startsWith('http.') ? t('no_reason', { status: String(status) }) : message
  }
}

export function useFieldText(): (field: FieldProblem) => string {
  const t = useWords('problem')
  return (field) => t.find(`field.${field.code}`) ?? field.detail
}
