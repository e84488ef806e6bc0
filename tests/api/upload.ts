// Bodies of uploads, made by hand: multipart/form-data, and a small PNG.
import { deflateSync } from 'node:zlib'

export interface Part {
  field: string
  name: string
  bytes: Buffer
}

export function multipart(parts: Part[], fields: Record<string, string> = {}): { raw: Buffer; headers: Record<string, string> } {
  const boundary = 'amends-test-boundary'
  const texts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  )
  const all = parts.flatMap((p) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${p.field}"; filename="${p.name.replaceAll('"', '%22')}"\r\n`),
    Buffer.from('Content-Type: application/octet-stream\r\n\r\n'),
    p.bytes,
    Buffer.from('\r\n'),
  ])
  const raw = Buffer.concat([...texts, ...all, Buffer.from(`--${boundary}--\r\n`)])
  return { raw, headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } }
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = 0xffffffff
  for (const b of body) {
    crc ^= b
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  const out = Buffer.alloc(8 + body.length)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(~crc >>> 0, 4 + body.length)
  return out
}

/** w × h pixels in colour; extra: chunks before the pixels. */
export function png(w: number, h: number, ...extra: Buffer[]): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(w, 0)
  head.writeUInt32BE(h, 4)
  head.set([8, 2], 8)
  const rows = Buffer.alloc((1 + w * 3) * h)
  for (let y = 0, i = 0; y < h; y++) {
    rows[i++] = 0
    for (let x = 0; x < w; x++, i += 3) rows.set([(x * 7) & 255, (y * 5) & 255, (x ^ y) & 255], i)
  }
  const sign = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([sign, pngChunk('IHDR', head), ...extra, pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', Buffer.alloc(0))])
}
