// A problem in the reader's words: by its code where we have words for it, else as the server put it.
import { useTranslation } from 'react-i18next'
import { asProblem, type FieldProblem } from '@/api'

export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('problem')
  return (error) => {
    const problem = asProblem(error)
    const key = `code.${problem.code}` as 'code.network.unreachable'
    if (i18n.exists(key, { ns: 'problem' })) return t(key)
    if (problem.code.startsWith('http.')) return t('no_reason', { status: problem.status })
    return problem.message
  }
}

export function useFieldText(): (field: FieldProblem) => string {
  const { t, i18n } = useTranslation('problem')
  return (field) => {
    const key = `field.${field.code}` as 'field.required'
    return i18n.exists(key, { ns: 'problem' }) ? t(key) : field.detail
  }
}
