// Sliding a card with a finger: far to the right acts, to the left uncovers what lies behind. Each slide has a button.
import { useRef, useState, type PointerEvent } from 'react'

const FAR = 0.45
const UNCOVERED = -112

export interface Swipe {
  offset: number
  isMoving: boolean
  isOpen: boolean
  close: () => void
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void
    onPointerMove: (event: PointerEvent<HTMLElement>) => void
    onPointerUp: (event: PointerEvent<HTMLElement>) => void
    onPointerCancel: () => void
  }
}

/** right: what a slide to the right does; undefined: it does nothing now. */
export function useSwipe(right: (() => void) | undefined): Swipe {
  const start = useRef<{ x: number; y: number; from: number } | undefined>(undefined)
  const [offset, setOffset] = useState(0)
  const [isMoving, setMoving] = useState(false)

  const settle = (at: number) => {
    start.current = undefined
    setMoving(false)
    setOffset(at)
  }
  return {
    offset,
    isMoving,
    isOpen: !isMoving && offset === UNCOVERED,
    close: () => {
      settle(0)
    },
    handlers: {
      onPointerDown: (event) => {
        if (event.button === 0) start.current = { x: event.clientX, y: event.clientY, from: offset }
      },
      onPointerMove: (event) => {
        const from = start.current
        if (!from) return
        const x = event.clientX - from.x
        if (!isMoving) {
          if (Math.abs(x) < 12 || Math.abs(x) < Math.abs(event.clientY - from.y)) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setMoving(true)
        }
        const most = right && from.from === 0 ? event.currentTarget.clientWidth : 0
        setOffset(Math.min(most, Math.max(UNCOVERED * 1.2, from.from + x)))
      },
      onPointerUp: (event) => {
        if (!start.current || !isMoving) {
          start.current = undefined
          return
        }
        const isFar = offset > event.currentTarget.clientWidth * FAR
        settle(offset < UNCOVERED / 2 ? UNCOVERED : 0)
        if (isFar) right?.()
      },
      onPointerCancel: () => {
        settle(0)
      },
    },
  }
}
