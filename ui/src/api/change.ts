// A change that a person makes: one idempotency key per attempt, the same key when the same is sent again.
import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { useRef } from 'react'
import { newKey } from './client'
import { asProblem, type Problem } from './problem'

/** Gives the key of a failed attempt again as long as the same is sent; a changed body is a new act. */
export class AttemptKey {
  #body: string | undefined
  #key = ''

  keyFor(vars: unknown): string {
    const body = JSON.stringify(vars)
    if (body !== this.#body) {
      this.#body = body
      this.#key = newKey()
    }
    return this.#key
  }

  done(): void {
    this.#body = undefined
  }
}

export function useChange<V, R>(
  run: (vars: V, idempotencyKey: string) => Promise<R>,
): UseMutationResult<R, Problem, V> {
  const attempt = useRef<AttemptKey>(null)
  attempt.current ??= new AttemptKey()
  return useMutation<R, Problem, V>({
    mutationFn: async (vars) => {
      const key = (attempt.current ??= new AttemptKey())
      try {
        const result = await run(vars, key.keyFor(vars))
        key.done()
        return result
      } catch (error) {
        throw asProblem(error)
      }
    },
  })
}
