import { Problem } from '@/api/problem'

/** A field that must be filled in before anything is sent. */
export function waits(name: string): Problem {
  const fields = [{ name, code: 'required', detail: 'This must be filled in.' }]
  return new Problem({ status: 422, code: 'request.invalid', detail: '', fields })
}
