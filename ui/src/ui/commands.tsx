// The registry of everything one can do now: fed by the shell and the page shown, read by the palette,
// the list of shortcuts and the keyboard.
import {
  createContext,
  use,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import { listenForKeys } from './keys'
import { preferences } from './preferences'

export interface Command {
  id: string
  label: string
  /** Heading under which palette and shortcut list show it. */
  group: string
  /** See keys.ts. */
  keys?: string
  icon?: ReactNode
  /** Only useful as a key press: the palette leaves it out. */
  onlyKeys?: boolean
  run: () => void
}

class Registry {
  #byOwner = new Map<string, { commands: readonly Command[]; isShell: boolean }>()
  #all: readonly Command[] = []
  #listeners = new Set<() => void>()

  set(owner: string, commands: readonly Command[], isShell: boolean): void {
    this.#byOwner.delete(owner)
    if (commands.length > 0) this.#byOwner.set(owner, { commands, isShell })
    const sources = [...this.#byOwner.values()]
    // The page's own come before those that are always there.
    this.#all = [false, true].flatMap((shell) =>
      sources.filter((source) => source.isShell === shell).flatMap((source) => source.commands),
    )
    for (const listener of this.#listeners) listener()
  }
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  all = (): readonly Command[] => this.#all
  run(keys: string): boolean {
    const command = this.#all.find((candidate) => candidate.keys === keys)
    command?.run()
    return command !== undefined
  }
}

const Commands = createContext<Registry | null>(null)

function useRegistry(): Registry {
  const registry = use(Commands)
  if (!registry) throw new Error('outside CommandsProvider')
  return registry
}

export function CommandsProvider({ children }: { children: ReactNode }) {
  const registry = useMemo(() => new Registry(), [])
  // Here and below before the browser paints: what is seen listens to its keys.
  useLayoutEffect(
    () =>
      listenForKeys({
        singleKeys: () => preferences().singleKeys,
        run: (keys) => registry.run(keys),
      }),
    [registry],
  )
  return <Commands value={registry}>{children}</Commands>
}

/** Offers commands as long as the component that calls it is shown. */
export function useCommands(commands: readonly Command[], isShell = false): void {
  const registry = useRegistry()
  const owner = useId()
  const latest = useRef(commands)
  const shape = commands.map(({ id, label, keys }) => `${id}\n${label}\n${keys ?? ''}`).join('\n\n')
  useLayoutEffect(() => {
    latest.current = commands
  })
  useLayoutEffect(() => {
    registry.set(
      owner,
      latest.current.map((command) => ({
        ...command,
        run: () => latest.current.find(({ id }) => id === command.id)?.run(),
      })),
      isShell,
    )
    return () => {
      registry.set(owner, [], isShell)
    }
  }, [registry, owner, shape, isShell])
}

export function useAllCommands(): readonly Command[] {
  const registry = useRegistry()
  return useSyncExternalStore(registry.subscribe, registry.all)
}
