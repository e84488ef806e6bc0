import { Problem } from '@/api/problem'

/** A field that must be put right before anything is sent; detail: in the reader's words. */
export function wrongIn(name: string, code: string, detail: string): Problem {
  return new Problem({ status: 422, code: 'request.invalid', detail: '', fields: [{ name, code, detail }] })
}

/** A field that must be filled in before anything is sent. */
export function waits(name: string): Problem {
  return wrongIn(name, 'required', 'This must be filled in.')
}
