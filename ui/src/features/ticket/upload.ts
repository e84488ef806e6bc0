// Sends files one by one and says how far they are.
import { newKey, Problem, type components } from '@/api'

type Attachment = components['schemas']['attachment']

export interface Upload {
  key: string
  name: string
  /** 0 to 1. */
  progress: number
  file: Attachment | undefined
  problem: Problem | undefined
}

interface Refusal {
  code?: string
  detail?: string
  fields?: { name: string; code: string; detail: string }[]
}

function refusal(request: XMLHttpRequest): Problem {
  const { status } = request
  try {
    const body = JSON.parse(request.responseText) as Refusal
    const detail = body.fields?.[0]?.detail ?? body.detail ?? ''
    return new Problem({ status, code: body.code ?? `http.${String(status)}`, detail })
  } catch {
    return new Problem({ status, code: `http.${String(status)}`, detail: request.statusText })
  }
}

/** fetch says nothing about how much was sent, XMLHttpRequest does. */
export function sendFile(file: File, onProgress: (part: number) => void): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/v1/attachments')
    request.setRequestHeader('X-Amends-CSRF', '1')
    request.setRequestHeader('Idempotency-Key', newKey())
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as Attachment)
      else reject(refusal(request))
    }
    request.onerror = () => {
      reject(new Problem({ status: 0, code: 'network.unreachable', detail: 'The server cannot be reached.' }))
    }
    const body = new FormData()
    body.append('file', file, file.name)
    request.send(body)
  })
}
