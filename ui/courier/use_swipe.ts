// Sliding a card with a finger: far to the right acts, to the left uncovers what lies behind. Each slide has a button.
import { useRef, useState, type PointerEvent } from 'react'

const FAR = 0.45
const UNCOVERED = -112

export interface Swipe {
  offset: number
  isMoving: boolean
  isOpen: boolean
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void
    onPointerMove: (event: PointerEvent<HTMLElement>) => void
    onPointerUp: (event: PointerEvent<HTMLElement>) => void
    onPointerCancel: () => void
  }
}

/** right: what a slide to the right does; undefined: it does nothing now. */
export function useSwipe(right: (() => void) | undefined): Swipe {
  // Events come faster than screens are drawn: what they build on is held apart from what is shown.
  const drag = useRef<{ x: number; y: number; from: number; at: number; isMoving: boolean } | undefined>(undefined)
  const [offset, setOffset] = useState(0)
  const [isMoving, setMoving] = useState(false)

  const settle = (at: number) => {
    drag.current = undefined
    setMoving(false)
    setOffset(at)
  }
  return {
    offset,
    isMoving,
    isOpen: !isMoving && offset === UNCOVERED,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return
        drag.current = { x: event.clientX, y: event.clientY, from: offset, at: offset, isMoving: false }
      },
      onPointerMove: (event) => {
        const held = drag.current
        if (!held) return
        const x = event.clientX - held.x
        if (!held.isMoving) {
          if (Math.abs(x) < 12 || Math.abs(x) < Math.abs(event.clientY - held.y)) return
          event.currentTarget.setPointerCapture(event.pointerId)
          held.isMoving = true
          setMoving(true)
        }
        const most = right && held.from === 0 ? event.currentTarget.clientWidth : 0
        held.at = Math.min(most, Math.max(UNCOVERED * 1.2, held.from + x))
        setOffset(held.at)
      },
      onPointerUp: (event) => {
        const held = drag.current
        drag.current = undefined
        if (!held?.isMoving) return
        settle(held.at < UNCOVERED / 2 ? UNCOVERED : 0)
        if (held.at > event.currentTarget.clientWidth * FAR) right?.()
      },
      onPointerCancel: () => {
        settle(0)
      },
    },
  }
}
