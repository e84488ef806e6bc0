// Reads a stream of server-sent events from a fetch. EventSource can neither resume after the tab that
// held it was closed (it takes no Last-Event-ID) nor tell a lost session from a lost network.

export interface StreamEvent {
  /** Empty: the stream gave none so far. */
  id: string
  /** "message" unless the stream names it; "position" when it only says where it stands. */
  type: string
  data: string
}

/** Cuts text into events; keeps what is incomplete for the next piece. */
export class EventParser {
  #rest = ''
  #id = ''

  push(piece: string): StreamEvent[] {
    const blocks = (this.#rest + piece).replaceAll('\r\n', '\n').split('\n\n')
    this.#rest = blocks.pop() ?? ''
    const events: StreamEvent[] = []
    for (const block of blocks) {
      const event = this.#parse(block)
      if (event) events.push(event)
    }
    return events
  }

  #parse(block: string): StreamEvent | undefined {
    let type = 'message'
    const data: string[] = []
    const before = this.#id
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':')
      if (colon === 0) continue
      const name = colon < 0 ? line : line.slice(0, colon)
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (name === 'id') this.#id = value
      else if (name === 'event') type = value
      else if (name === 'data') data.push(value)
    }
    if (data.length > 0 || type !== 'message') return { id: this.#id, type, data: data.join('\n') }
    // An id without data says where the stream stands.
    return this.#id === before ? undefined : { id: this.#id, type: 'position', data: '' }
  }
}

/** Calls back for each event until the stream ends; throws when it breaks. */
export async function readEvents(response: Response, onEvent: (event: StreamEvent) => void): Promise<void> {
  if (!response.body) return
  const parser = new EventParser()
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read())
    for (const event of parser.push(piece.value)) onEvent(event)
}
