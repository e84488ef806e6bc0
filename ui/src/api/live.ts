// One event stream per browser. The tab that holds the lock reads it and tells the others; when that tab
// is closed the next one takes over from the last event seen.
import { BASE } from './client'
import { untilRenewed, wasSignedIn } from './expiry'
import { readEvents, type StreamEvent } from './sse'

export interface LiveEvent {
  topic: string
  id: number
  /** Absent when the thing is gone. */
  version?: number | null
}
export type LiveState = 'connecting' | 'live' | 'broken'

export interface LiveSink {
  onEvent: (event: LiveEvent) => void
  /** Too much was missed: load everything again. */
  onReset: () => void
  onState: (state: LiveState) => void
}

type TabMessage =
  | { kind: 'event'; event: LiveEvent; cursor: string }
  | { kind: 'reset'; cursor: string }
  | { kind: 'position'; cursor: string }
  | { kind: 'state'; state: LiveState }
  | { kind: 'told'; event: LiveEvent }
  | { kind: 'hello' }

const NAME = 'amends-live'
/** Of the answer that said who is signed in: whatever a screen reads is younger, so a stream from there misses nothing. */
let beginning = ''
const FIRST_WAIT = 1000
const LONGEST_WAIT = 30_000

function isLiveEvent(value: unknown): value is LiveEvent {
  if (typeof value !== 'object' || value === null) return false
  const event = value as Partial<LiveEvent>
  return typeof event.topic === 'string' && typeof event.id === 'number'
}

function parse(data: string): LiveEvent | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return isLiveEvent(value) ? value : undefined
  } catch {
    return undefined
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    const now = () => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', now, { once: true })
    // Back on the network: there is no reason to wait any longer.
    addEventListener('online', now, { once: true, signal })
  })
}

class Live {
  readonly #sink: LiveSink
  readonly #stop = new AbortController()
  readonly #tabs = new BroadcastChannel(NAME)
  #cursor = beginning
  #state: LiveState = 'connecting'
  #leads = false

  constructor(sink: LiveSink) {
    this.#sink = sink
    this.#tabs.addEventListener('message', (message: MessageEvent<TabMessage>) => {
      this.#fromTab(message.data)
    })
    this.#tabs.postMessage({ kind: 'hello' } satisfies TabMessage)
    this.#lead().catch(() => undefined)
  }

  stop(): void {
    this.#stop.abort()
    this.#tabs.close()
  }

  tellTabs(event: LiveEvent): void {
    this.#tabs.postMessage({ kind: 'told', event } satisfies TabMessage)
  }

  async #lead(): Promise<void> {
    const { signal } = this.#stop
    // Browsers offer locks only on HTTPS and localhost; elsewhere each tab reads for itself.
    if (!('locks' in navigator)) return this.#read()
    return navigator.locks.request(NAME, { signal }, async () => {
      this.#leads = true
      await this.#read()
    })
  }

  async #read(): Promise<void> {
    const { signal } = this.#stop
    let wait = FIRST_WAIT
    while (!this.#isStopped()) {
      try {
        const response = await fetch(`${BASE}/events`, {
          headers: { Accept: 'text/event-stream', ...(this.#cursor && { 'Last-Event-ID': this.#cursor }) },
          cache: 'no-store',
          signal,
        })
        if (response.status === 401 && wasSignedIn()) {
          this.#tell({ kind: 'state', state: 'broken' })
          await untilRenewed()
          continue
        }
        if (response.ok) {
          wait = FIRST_WAIT
          this.#tell({ kind: 'state', state: 'live' })
          await readEvents(response, (event) => {
            this.#fromStream(event)
          })
        }
      } catch {
        // A broken stream is opened again below, from the last event.
      }
      if (this.#isStopped()) return
      this.#tell({ kind: 'state', state: 'broken' })
      await pause(wait * (0.75 + Math.random() / 2), signal)
      wait = Math.min(wait * 2, LONGEST_WAIT)
    }
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted
  }

  #fromStream(event: StreamEvent): void {
    if (event.type === 'reset' || event.type === 'position') {
      this.#tell({ kind: event.type, cursor: event.id })
      return
    }
    const live = parse(event.data)
    if (live) this.#tell({ kind: 'event', event: live, cursor: event.id })
  }

  /** To the other tabs and to this one. */
  #tell(message: TabMessage): void {
    this.#tabs.postMessage(message)
    this.#take(message)
  }

  #fromTab(message: TabMessage): void {
    if (message.kind !== 'hello') this.#take(message)
    else if (this.#leads) this.#tabs.postMessage({ kind: 'state', state: this.#state } satisfies TabMessage)
  }

  #take(message: TabMessage): void {
    if (message.kind === 'hello') return
    if (message.kind === 'told') {
      this.#sink.onEvent(message.event)
      return
    }
    if (message.kind === 'state') {
      this.#state = message.state
      this.#sink.onState(message.state)
      return
    }
    this.#cursor = message.cursor
    if (message.kind === 'event') this.#sink.onEvent(message.event)
    else if (message.kind === 'reset') this.#sink.onReset()
  }
}

let live: Live | undefined

export function beginLiveAt(session: { last_event_id: number }): void {
  beginning = String(session.last_event_id)
}

/** Starts listening; returns how to stop. */
export function startLive(sink: LiveSink): () => void {
  const started = new Live(sink)
  live = started
  return () => {
    started.stop()
    if (live === started) live = undefined
  }
}

/** To the other tabs alone: what was done here and is in no stream. */
export function tellTabs(event: LiveEvent): void {
  live?.tellTabs(event)
}
