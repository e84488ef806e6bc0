// Attachments, black box: what is kept, what is shown, who may have it, and what hostile files come to.
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { useWorld, type Client, type Reply } from './harness'
import { multipart, png, pngChunk } from './upload'

const world = useWorld(['--test-clock', '--max-upload', '3000000'])

interface Attachment {
  id: number
  name: string
  content_type: string
  size: number
  thumbnail_url: string | null
}

async function upload(c: Client, name: string, bytes: Buffer | string, headers: Record<string, string> = {}): Promise<Reply> {
  const m = multipart([{ field: 'file', name, bytes: Buffer.from(bytes) }])
  return c.send('POST', '/attachments', { raw: m.raw, headers: { ...m.headers, ...headers } })
}

async function kept(c: Client, name: string, bytes: Buffer | string): Promise<Attachment> {
  const r = await upload(c, name, bytes)
  expect([r.status, r.status === 201 ? '' : r.text]).toEqual([201, ''])
  return r.json<Attachment>()
}

const url = (a: Attachment): string => `/attachments/${a.id}`

describe('what was sent is what is had', () => {
  test('bytes, name, type', async () => {
    const c = await world().as('agent')
    const bytes = Buffer.from('a,b\n1,2\n'.repeat(1000))
    const a = await kept(c, 'Größe «ß» 日本 🙂.txt', bytes)
    expect(a).toMatchObject({ name: 'Größe «ß» 日本 🙂.txt', size: bytes.length, thumbnail_url: null })
    const r = await c.get(url(a))
    expect(r.status).toBe(200)
    expect(r.bytes.equals(bytes)).toBe(true)
    expect(r.headers['content-type']).toBe(a.content_type)
    expect(r.headers['content-length']).toBe(String(bytes.length))
  })

  test('a large one', async () => {
    const c = await world().as('agent')
    const bytes = Buffer.alloc(2_500_000, 'amends ')
    const r = await c.get(url(await kept(c, 'large.bin', bytes)))
    expect(createHash('sha256').update(r.bytes).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  test('a download, in a box, not to be guessed at', async () => {
    const c = await world().as('agent')
    const r = await c.get(url(await kept(c, 'a "b" é.txt', 'hello')))
    expect(r.headers['content-disposition']).toBe(`attachment; filename="a _b_ __.txt"; filename*=UTF-8''a%20%22b%22%20%C3%A9.txt`)
    expect(r.headers['x-content-type-options']).toBe('nosniff')
    expect(r.headers['content-security-policy']).toContain('sandbox')
    expect(r.headers['content-security-policy']).toContain("default-src 'none'")
    expect(r.headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(r.headers['cache-control']).toBe('private, no-cache')
  })

  test('asked again with its ETag, it is not sent again', async () => {
    const c = await world().as('agent')
    const a = await kept(c, 'a.png', png(40, 30))
    for (const to of [url(a), `${url(a)}/thumbnail`]) {
      const first = await c.get(to)
      const etag = String(first.headers.etag)
      expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
      const again = await c.get(to, {}, { 'If-None-Match': etag })
      expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag])
      expect((await c.get(to, {}, { 'If-None-Match': '"other"' })).status).toBe(200)
    }
  })

  test('the same request again makes one', async () => {
    const c = await world().as('agent')
    const key = { 'Idempotency-Key': 'file 1' }
    const [a, b] = [await upload(c, 'a.txt', 'once', key), await upload(c, 'a.txt', 'once', key)]
    expect([a.status, b.status]).toEqual([201, 201])
    expect(b.json()).toEqual(a.json())
    const other = await upload(c, 'a.txt', 'twice', key)
    expect([other.status, other.problem.code]).toEqual([409, 'idempotency.other_body'])
  })
})

describe('refused', () => {
  test('nothing, an empty file, two files, another field', async () => {
    const c = await world().as('agent')
    const one = { field: 'file', name: 'a.txt', bytes: Buffer.from('x') }
    const send = async (parts: Parameters<typeof multipart>[0]): Promise<Reply> => c.send('POST', '/attachments', multipart(parts))
    expect((await send([])).wrong).toEqual(['file'])
    expect((await send([{ ...one, field: 'other' }])).wrong).toEqual(['file'])
    expect((await send([one, one])).wrong).toEqual(['file'])
    const empty = await upload(c, 'a.txt', '')
    expect([empty.status, empty.problem.code]).toEqual([422, 'file.empty'])
  })

  test('what is no multipart body, or too large', async () => {
    const c = await world().as('agent')
    const text = await c.send('POST', '/attachments', { raw: 'x', headers: { 'Content-Type': 'text/plain' } })
    expect(text.status).toBe(415)
    const broken = await c.send('POST', '/attachments', { raw: 'x', headers: { 'Content-Type': 'multipart/form-data; boundary=x' } })
    expect([broken.status, broken.problem.code]).toEqual([400, 'multipart.malformed'])
    const large = await upload(c, 'a', Buffer.alloc(3_100_000))
    expect([large.status, large.problem.code]).toEqual([413, 'body.too_large'])
  })

  test('nobody, and a page of another site', async () => {
    expect((await upload(world().nobody, 'a.txt', 'x')).status).toBe(401)
    const m = multipart([{ field: 'file', name: 'a.txt', bytes: Buffer.from('x') }])
    const c = await world().as('agent')
    expect((await c.send('POST', '/attachments', { ...m, csrf: false })).problem.code).toBe('csrf.missing')
  })
})

describe('who may have it', () => {
  test('only who uploaded it, as long as it is attached to nothing', async () => {
    const [mine, other] = [await world().as('customer'), await world().as('admin')]
    const a = await kept(mine, 'a.png', png(8, 8))
    expect((await mine.get(url(a))).status).toBe(200)
    for (const to of [url(a), `${url(a)}/thumbnail`]) {
      expect([(await other.get(to)).status, (await other.get(to)).problem.code]).toEqual([404, 'attachment.none'])
      expect((await world().nobody.get(to)).status).toBe(401)
    }
  })
})

describe('pictures', () => {
  const text = (s: string): Buffer => pngChunk('tEXt', Buffer.from(`Comment\0${s}`))

  test('get a small one; what is not the picture goes', async () => {
    const c = await world().as('agent')
    const bare = png(640, 480)
    const a = await kept(c, 'photo.png', Buffer.concat([png(640, 480, text('GPSSECRET')), Buffer.from('<script>GPSSECRET</script>')]))
    expect(a).toMatchObject({ content_type: 'image/png', size: bare.length, thumbnail_url: `/api/v1/attachments/${a.id}/thumbnail` })
    const r = await c.get(url(a))
    expect(r.bytes.equals(bare)).toBe(true)
    const t = await c.get(`${url(a)}/thumbnail`)
    expect([t.status, t.headers['content-type']]).toEqual([200, 'image/webp'])
    expect(t.headers['content-disposition']).toBeUndefined()
    expect(t.headers['x-content-type-options']).toBe('nosniff')
    expect(t.bytes.subarray(8, 12).toString()).toBe('WEBP')
    expect(t.bytes.length).toBeLessThan(bare.length)
    expect(t.text).not.toContain('GPSSECRET')
  })

  const bomb = (): Buffer => {
    const head = Buffer.alloc(13)
    head.writeUInt32BE(50_000, 0)
    head.writeUInt32BE(50_000, 4)
    head.set([8, 2], 8)
    const body = [pngChunk('IHDR', head), pngChunk('IDAT', deflateSync(Buffer.alloc(1_000_000))), pngChunk('IEND', Buffer.alloc(0))]
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...body])
  }
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

  test.each([
    ['an SVG', 'a.svg', Buffer.from(svg)],
    ['an SVG that is called a photo', 'a.jpg', Buffer.from(`<?xml version="1.0"?>${svg}`)],
    ['a page', 'a.html', Buffer.from('<!DOCTYPE html><html><script>alert(1)</script></html>')],
    ['a GIF that is a script', 'a.gif', Buffer.from('GIF89a/*\0\0\0*/=1;alert(1)//', 'latin1')],
    ['a JPEG that is a page', 'a.jpg', Buffer.from('\xff\xd8\xff<html><script>alert(1)</script></html>', 'latin1')],
    ['half a PNG', 'a.png', png(64, 64).subarray(0, 40)],
    ['a bomb', 'a.png', bomb()],
  ])('%s is kept and never shown', async (_what, name, bytes) => {
    const c = await world().as('agent')
    const a = await kept(c, name, bytes)
    expect(a).toMatchObject({ content_type: 'application/octet-stream', thumbnail_url: null })
    const r = await c.get(url(a))
    expect([r.status, r.headers['content-type']]).toEqual([200, 'application/octet-stream'])
    expect(r.headers['content-disposition']).toMatch(/^attachment;/)
    expect((await c.get(`${url(a)}/thumbnail`)).status).toBe(404)
  })

  test('ten at once, and somebody signs in meanwhile', async () => {
    const c = await world().as('agent')
    const all = Promise.all(Array.from({ length: 10 }, (_, i) => kept(c, `${i}.png`, png(300, 200 + i))))
    const login = await world().login('agent2')
    expect((await login.get('/session')).status).toBe(200)
    expect((await all).every((a) => a.thumbnail_url !== null)).toBe(true)
  })
})

describe('names', () => {
  test.each([
    ['../../../etc/passwd', 'passwd'],
    ['C:\\temp\\photo.png', 'photo.png'],
    ['invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['.htaccess', 'htaccess'],
    ['..', 'file'],
    [`${'名'.repeat(240)}.jpeg`, `${'名'.repeat(195)}.jpeg`], // as long as other systems have them
  ])('%j becomes %j', async (claimed, name) => {
    expect((await kept(await world().as('agent'), claimed, 'x')).name).toBe(name)
  })
})

// last: the clock only goes forward
test('after a day, what is attached to nothing is gone', async () => {
  const c = await world().login('agent')
  const a = await kept(c, 'a.txt', 'for a day')
  const at = (ms: number): unknown => ({ now: new Date(Date.now() + ms).toISOString() })
  await world().nobody.post('/test/clock', at(23 * 3600_000))
  expect((await c.get(url(a))).status).toBe(200)
  await world().nobody.post('/test/clock', at(26 * 3600_000))
  expect((await c.get(url(a))).status).toBe(404)
})
