import { expect, test } from 'vitest'
import { EventParser, readEvents, type StreamEvent } from './sse'

test('events come out whole, however the stream is cut', () => {
  const text = ': hello\n\nid: 7\ndata: {"topic":"tag"}\n\nid: 8\r\nevent: reset\r\ndata:\r\n\r\n'
  const whole = new EventParser().push(text)
  expect(whole).toEqual([
    { id: '7', type: 'message', data: '{"topic":"tag"}' },
    { id: '8', type: 'reset', data: '' },
  ])
  const parser = new EventParser()
  expect(Array.from(text).flatMap((letter) => parser.push(letter))).toEqual(whole)
})

test('an id alone says where the stream stands', () => {
  expect(new EventParser().push('id: 12\n\n')).toEqual([{ id: '12', type: 'position', data: '' }])
})

test('several data lines are one text', () => {
  expect(new EventParser().push('data: a\ndata: b\n\n')).toEqual([{ id: '', type: 'message', data: 'a\nb' }])
})

test('a response is read to its end', async () => {
  const events: StreamEvent[] = []
  await readEvents(new Response('id: 1\ndata: x\n\n'), (event) => events.push(event))
  expect(events).toEqual([{ id: '1', type: 'message', data: 'x' }])
})
