// Reads key presses as shortcuts: "n", "?", "g t" (one after the other), "mod+k".

const SEQUENCE_MS = 1200
export const isMac = /mac|iphone|ipad/i.test(navigator.platform)

/** Whether the key goes into something that is being typed in. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** A dialog keeps the page's shortcuts out; its own fields and buttons have the keys. */
function dialogIsOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null
}

/** The press in the notation of shortcuts; undefined where it can be none. */
function pressName(event: KeyboardEvent): string | undefined {
  if (event.altKey || ['Shift', 'Control', 'Meta'].includes(event.key)) return undefined
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (event.ctrlKey || event.metaKey) return `mod+${key}`
  return key
}

/**
 * Calls run for each shortcut that was pressed; returns how to stop listening.
 * run answers whether the shortcut exists.
 */
export function listenForKeys(options: { singleKeys: () => boolean; run: (keys: string) => boolean }): () => void {
  let before = { name: '', at: 0 }
  const onKey = (event: KeyboardEvent) => {
    const name = pressName(event)
    if (name === undefined || event.defaultPrevented || event.isComposing || dialogIsOpen()) return
    const single = !name.startsWith('mod+')
    if (single && (isTyping(event.target) || !options.singleKeys())) return
    const recent = event.timeStamp - before.at < SEQUENCE_MS
    const done = (single && recent && options.run(`${before.name} ${name}`)) || options.run(name)
    before = done ? { name: '', at: 0 } : { name, at: event.timeStamp }
    if (done) event.preventDefault()
  }
  document.addEventListener('keydown', onKey)
  return () => {
    document.removeEventListener('keydown', onKey)
  }
}

/** The keys as they stand on the keyboard: "mod+k" → ["Ctrl", "K"]. */
export function keyLabels(keys: string): string[] {
  return keys
    .split(/[ +]/)
    .map((key) => (key === 'mod' ? (isMac ? '⌘' : 'Ctrl') : key.length === 1 ? key.toUpperCase() : key))
}
