// The contract as a judge: every exchange is held against it, and what was reached is written down.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { appendFileSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Answer } from './wire'

export interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}
interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
}
interface Media {
  schema?: Schema
}
interface Response {
  content?: Record<string, Media>
  headers?: Record<string, unknown>
}
interface RawOperation {
  operationId: string
  parameters?: unknown[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, unknown>
}
export interface Operation {
  id: string
  method: string
  path: string
  parameters: Parameter[]
  body: Schema | null
  statuses: number[]
  raw: RawOperation
  at: string // JSON pointer
}

export interface Exchange {
  method: string
  path: string // without /api/v1 and query
  query: URLSearchParams
  headers: Record<string, string>
  body: string | undefined
  answer: Answer
}

const methods = ['get', 'put', 'post', 'patch', 'delete']

export class Contract {
  readonly doc: Record<string, unknown>
  readonly operations: Operation[] = []
  private ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  private compiled = new Map<string, ValidateFunction>()

  constructor(file: string) {
    this.doc = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    addFormats['default'](this.ajv)
    this.ajv.addSchema({ ...this.doc, $id: 'contract:' })
    const paths = this.doc['paths'] as Record<string, Record<string, unknown>>
    for (const [template, item] of Object.entries(paths))
      for (const method of methods.filter((m) => m in item)) this.add(template, item, method)
  }

  private add(template: string, item: Record<string, unknown>, method: string): void {
    const raw = item[method] as RawOperation
    const at = `/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`
    const all = [...((item['parameters'] as unknown[] | undefined) ?? []), ...(raw.parameters ?? [])]
    this.operations.push({
      id: raw.operationId,
      method: method.toUpperCase(),
      path: template,
      parameters: all.map((p) => this.resolve<Parameter>(p)),
      body: raw.requestBody?.content['application/json']?.schema ?? null,
      statuses: Object.keys(raw.responses).map(Number),
      raw,
      at,
    })
  }

  resolve<T>(node: unknown): T {
    let n = node as { $ref?: string }
    while (n.$ref !== undefined) {
      let at: unknown = this.doc
      for (const step of n.$ref.slice(2).split('/'))
        at = (at as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')]
      n = at as { $ref?: string }
    }
    return n as T
  }

  operation(id: string): Operation {
    const op = this.operations.find((o) => o.id === id)
    if (op === undefined) throw new Error(`the contract has no operation ${id}`)
    return op
  }

  find(method: string, requestPath: string): Operation | undefined {
    const parts = requestPath.split('/')
    const fits = (o: Operation): boolean => {
      const want = o.path.split('/')
      return want.length === parts.length && want.every((w, i) => w.startsWith('{') || w === parts[i])
    }
    const exact = this.operations.filter((o) => o.method === method && fits(o))
    return exact.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]
  }

  /** What is wrong with a value by a schema of the contract; empty: nothing. */
  errors(schema: Schema, value: unknown): string {
    const key = JSON.stringify(schema)
    let f = this.compiled.get(key)
    if (f === undefined) {
      const absolute = JSON.parse(key.replaceAll('"$ref":"#', '"$ref":"contract:#')) as object
      this.compiled.set(key, (f = this.ajv.compile(absolute)))
    }
    return f(value) ? '' : this.ajv.errorsText(f.errors)
  }

  /** Fails with a sentence when the exchange is not what the contract says; returns the operation. */
  check(x: Exchange): Operation {
    const op = this.find(x.method, x.path)
    const said = `${x.method} ${x.path} → ${x.answer.status}`
    if (op === undefined) throw new Error(`${said}: not in the contract (send it with outside: true if that is meant)`)
    const faults = [...this.responseFaults(op, x.answer)]
    if (x.answer.status < 300) faults.push(...this.requestFaults(op, x))
    if (faults.length > 0)
      throw new Error(`${op.id} ${said} breaks the contract:\n  ${faults.join('\n  ')}\n${x.answer.text.slice(0, 600)}`)
    record(`${op.id} ${x.answer.status}`)
    return op
  }

  private responseFaults(op: Operation, a: Answer): string[] {
    const node = op.raw.responses[String(a.status)]
    if (node === undefined) return ['this status is not documented']
    const response = this.resolve<Response>(node)
    const faults = Object.keys(response.headers ?? {})
      .filter((h) => !(h.toLowerCase() in a.headers))
      .map((h) => `the documented header ${h} is missing`)
    if (!('x-request-id' in a.headers)) faults.push('X-Request-Id is missing')
    faults.push(...this.bodyFaults(response, a))
    if (a.status >= 400) faults.push(...problemFaults(a))
    else if (a.headers.etag !== undefined && isRecord(parsed(a)) && a.headers.etag !== `"${String(versionOf(a))}"`)
      faults.push(`ETag ${a.headers.etag} is not the version ${String(versionOf(a))}`)
    return faults
  }

  private bodyFaults(response: Response, a: Answer): string[] {
    const media = response.content
    if (media === undefined) return a.text === '' ? [] : ['a body where none is documented']
    const type = (a.headers['content-type'] ?? '').split(';')[0] ?? ''
    const declared = media[type]
    if (declared === undefined) return [`the content type "${type}" is not documented`]
    if (!type.endsWith('json') || declared.schema === undefined) return []
    const body = parsed(a)
    if (body === undefined) return ['the body is not JSON']
    const wrong = this.errors(declared.schema, body)
    return wrong === '' ? [] : [`the body: ${wrong}`]
  }

  /** What was accepted must have been allowed. */
  private requestFaults(op: Operation, x: Exchange): string[] {
    const faults: string[] = []
    const query = op.parameters.filter((p) => p.in === 'query')
    for (const name of new Set(x.query.keys())) {
      const p = query.find((q) => q.name === name)
      const schema = p === undefined ? undefined : this.resolve<Schema>(p.schema)
      const texts = x.query.getAll(name)
      if (schema !== undefined && schema.type !== 'string' && texts.every((t) => t === '')) continue // an empty input of a form is absent
      const value = (s: Schema): unknown =>
        s.type === 'array' ? texts.map((t) => coerced(this.resolve<Schema>(s.items ?? {}), t)) : coerced(s, texts[0] ?? '')
      const wrong = schema === undefined ? 'is unknown' : this.errors(schema, value(schema))
      if (wrong !== '') faults.push(`accepted although the parameter ${name} ${wrong}`)
    }
    for (const p of op.parameters.filter((q) => q.in === 'header' && q.required === true))
      if (!Object.keys(x.headers).some((h) => h.toLowerCase() === p.name.toLowerCase()))
        faults.push(`accepted without the header ${p.name}`)
    if (op.body === null && op.raw.requestBody !== undefined) return faults // not JSON: an upload
    if (op.body === null) return x.body === undefined ? faults : [...faults, 'accepted with a body']
    if (/^multipart\//.test(x.headers['Content-Type'] ?? '') && 'multipart/form-data' in (op.raw.requestBody?.content ?? {})) return faults
    const wrong = x.body === undefined ? 'is missing' : this.errors(op.body, JSON.parse(x.body))
    return wrong === '' ? faults : [...faults, `accepted although the body ${wrong}`]
  }
}

function problemFaults(a: Answer): string[] {
  const p = parsed(a)
  const faults: string[] = []
  if (!isRecord(p)) return ['a problem is not a JSON object']
  if (p['status'] !== a.status) faults.push(`the problem's status is ${String(p['status'])}`)
  if (typeof p['detail'] !== 'string' || p['detail'].length < 5) faults.push('a problem without a sentence')
  if (a.status === 401 && a.headers['www-authenticate'] === undefined) faults.push('401 without WWW-Authenticate')
  if ((a.status === 429 || a.status === 503) && !/^[1-9]\d*$/.test(a.headers['retry-after'] ?? ''))
    faults.push(`${a.status} without a Retry-After in seconds`)
  return faults
}

function coerced(schema: Schema, text: string): unknown {
  if (schema.type === 'boolean') return { '1': true, true: true, on: true, '0': false, false: false }[text] ?? text
  return schema.type === 'integer' || schema.type === 'number' ? Number(text) : text
}

function parsed(a: Answer): unknown {
  try {
    return JSON.parse(a.text) as unknown
  } catch {
    return undefined
  }
}

function versionOf(a: Answer): unknown {
  const body = parsed(a)
  return isRecord(body) ? body['version'] : undefined
}

export function isRecord(v: unknown): v is Record<string, unknown> {
  return typeof v === 'object' && v !== null && !Array.isArray(v)
}

function record(line: string): void {
  const dir = process.env['AMENDS_RUN_DIR']
  if (dir !== undefined) appendFileSync(path.join(dir, `reached-${process.pid}`), `${line}\n`)
}

let shared: Contract | undefined
export function theContract(): Contract {
  return (shared ??= new Contract(process.env['AMENDS_CONTRACT'] ?? ''))
}
