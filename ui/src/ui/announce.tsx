// The one polite live region: whatever happens out of sight is said here, and nowhere else.
import { VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'

type Say = (text: string) => void
let say: Say | undefined

export function announce(text: string): void {
  say?.(text)
}

export function LiveRegion() {
  const [text, setText] = useState('')
  useEffect(() => {
    say = (next) => {
      // The same words twice are said twice only when the text changes in between.
      setText((old) => (old === next ? `${next}\u00a0` : next))
    }
    return () => {
      say = undefined
    }
  }, [])
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {text}
    </VisuallyHidden>
  )
}
