// Who is signed in, for everything inside the shell.
import { getRouteApi } from '@tanstack/react-router'
import type { Session } from '@/api'

const desk = getRouteApi('/desk')

export function useSession(): Session {
  return desk.useRouteContext({ select: (context) => context.session })
}
