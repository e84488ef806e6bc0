// Whatever goes wrong with a call becomes a Problem (RFC 9457), so that screens handle one thing.

export interface FieldProblem {
  name: string
  code: string
  detail: string
}

export class Problem extends Error {
  override readonly name = 'Problem'
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  /** Stable and translatable, e.g. "tag.name_taken". */
  readonly code: string
  readonly fields: readonly FieldProblem[]
  readonly requestId: string | undefined
  /** Seconds that the server asks us to wait. */
  readonly retryAfter: number | undefined

  constructor(problem: {
    status: number
    code: string
    detail: string
    fields?: readonly FieldProblem[]
    requestId?: string | undefined
    retryAfter?: number | undefined
  }) {
    super(problem.detail)
    this.status = problem.status
    this.code = problem.code
    this.fields = problem.fields ?? []
    this.requestId = problem.requestId
    this.retryAfter = problem.retryAfter
  }

  /** Somebody else changed the object since it was loaded. */
  get isConflict(): boolean {
    return this.status === 412
  }
  /** Waiting and trying the same again can help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

interface ProblemBody {
  code: string
  detail: string
  fields?: FieldProblem[]
  request_id?: string
}

function isProblemBody(body: unknown): body is ProblemBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    typeof (body as ProblemBody).code === 'string' &&
    typeof (body as ProblemBody).detail === 'string'
  )
}

/** A refused call as a Problem, also when a proxy in between answered with something else. */
export function problemFrom(response: Response, body: unknown): Problem {
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const retryAfter = Number.isFinite(wait) ? wait : undefined
  if (!isProblemBody(body))
    return new Problem({
      status: response.status,
      code: `http.${String(response.status)}`,
      detail: response.statusText,
      retryAfter,
    })
  return new Problem({
    status: response.status,
    code: body.code,
    detail: body.detail,
    fields: body.fields ?? [],
    requestId: body.request_id,
    retryAfter,
  })
}

/** No answer at all. */
export function unreachable(): Problem {
  return new Problem({ status: 0, code: 'network.unreachable', detail: 'The server cannot be reached.' })
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new Problem({ status: 0, code: 'client.failed', detail })
}
