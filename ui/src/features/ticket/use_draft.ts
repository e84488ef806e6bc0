// The draft of an answer: kept by the server, so that it is there in another browser; in this one only while the server
// does not have it yet.
import { queryOptions } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { api, call, type components } from '@/api'

const PAUSE_MS = 800

export type ServerDraft = components['schemas']['ticket_draft']
type Audience = NonNullable<ServerDraft['audience']>

export const draftQuery = (id: number) =>
  queryOptions({
    queryKey: ['ticket', 'draft', id],
    queryFn: () => call(api.GET('/tickets/{id}/draft', { params: { path: { id } } })),
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })

/** Sends the text to the server when its writer pauses, and when the page goes; kept: the server has it. */
export function useServerDraft(id: number, text: string, audience: Audience, begun: string, kept: () => void): void {
  const held = useRef(begun)
  const latest = useRef({ text, audience, kept })

  useEffect(() => {
    latest.current = { text, audience, kept }
  })
  useEffect(() => {
    const save = () => {
      const now = latest.current
      if (now.text === held.current) return
      const body = { body: now.text, audience: now.audience }
      call(api.PUT('/tickets/{id}/draft', { params: { path: { id } }, body, keepalive: true })).then(
        () => {
          held.current = now.text
          now.kept()
        },
        () => undefined, // this browser keeps it until the next change gets through
      )
    }
    const timer = setTimeout(save, PAUSE_MS)
    window.addEventListener('pagehide', save)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', save)
    }
  }, [id, text, audience])
  useEffect(
    () => () => {
      const { text: last, audience: whom } = latest.current
      if (last !== held.current)
        void call(
          api.PUT('/tickets/{id}/draft', { params: { path: { id } }, body: { body: last, audience: whom } }),
        ).catch(() => undefined)
    },
    [id],
  )
}
