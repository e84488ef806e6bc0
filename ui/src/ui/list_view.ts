// What of a list stands in the address: search text, sort, hidden columns. So a view can be kept and sent.

export interface ListView {
  q?: string
  /** As the server takes it: "name", "-created_at". */
  sort?: string
  /** Columns put away, with commas between. */
  hide?: string
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** For validateSearch of a list's route; sorts are those that the server offers. */
export function parseListView(search: Record<string, unknown>, sorts: readonly string[]): ListView {
  const q = text(search['q'])
  const sort = text(search['sort'])
  const hide = text(search['hide'])
  return {
    ...(q !== undefined && { q }),
    ...(sort !== undefined && sorts.includes(sort.replace(/^-/, '')) && { sort }),
    ...(hide !== undefined && { hide }),
  }
}

/** The view with some of it changed; undefined and empty leave the address. */
export function changeView(view: ListView, change: { [K in keyof ListView]: string | undefined }): ListView {
  return Object.fromEntries(
    Object.entries({ ...view, ...change }).filter(([, value]) => value !== undefined && value !== ''),
  )
}

/** name → ascending → descending → as the server likes. */
export function nextSort(current: string | undefined, column: string): string | undefined {
  if (current === column) return `-${column}`
  return current === `-${column}` ? undefined : column
}
