// When a session ends under somebody's hands nothing that was typed may be lost: the call that met the
// end waits here, a dialog asks to sign in again, then the call is sent once more.

type Listener = () => void

let signedInAs: number | undefined
let waiting: { promise: Promise<void>; go: () => void } | undefined
const listeners = new Set<Listener>()

const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('amends-session')
tabs?.addEventListener('message', (message: MessageEvent<{ renewed: number }>) => {
  if (waiting) continueAs(message.data.renewed)
})

function changed(): void {
  for (const listener of listeners) listener()
}

/** From now on a 401 means that this person's session has ended. */
export function rememberPerson(personId: number | undefined): void {
  signedInAs = personId
}

export function wasSignedIn(): boolean {
  return signedInAs !== undefined
}

/** Resolves when the same person has signed in again, here or in another tab. */
export function untilRenewed(): Promise<void> {
  if (!waiting) {
    let go: () => void = () => undefined
    const promise = new Promise<void>((resolve) => {
      go = resolve
    })
    waiting = { promise, go }
    changed()
  }
  return waiting.promise
}

function continueAs(personId: number): void {
  // Somebody else's calls must not be sent in this person's name.
  if (personId !== signedInAs) {
    location.reload()
    return
  }
  waiting?.go()
  waiting = undefined
  changed()
}

export function sessionRenewed(personId: number): void {
  tabs?.postMessage({ renewed: personId })
  continueAs(personId)
}

export const expiry = {
  subscribe: (listener: Listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  isOver: () => waiting !== undefined,
}
