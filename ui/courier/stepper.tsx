// A small whole number by plus and minus, or typed.
import { useId } from 'react'
import { useWords } from '@/i18n'

interface Props {
  label: string
  value: number
  /** What it was: shown where it differs. */
  was?: number
  onChange: (value: number) => void
}

const MOST = 10_000

export function Stepper({ label, value, was, onChange }: Props) {
  const t = useWords('courier')
  const id = useId()
  const set = (next: number) => {
    if (Number.isFinite(next)) onChange(Math.min(MOST, Math.max(0, Math.round(next))))
  }
  return (
    <div className="stepper">
      <label htmlFor={id}>
        {label}
        {was !== undefined && was !== value && <span className="note">{t('was', { n: was })}</span>}
      </label>
      <button
        type="button"
        className="button quiet"
        aria-label={t('less', { name: label })}
        disabled={value === 0}
        onClick={() => {
          set(value - 1)
        }}
      >
        −
      </button>
      <input
        id={id}
        inputMode="numeric"
        value={String(value)}
        onChange={(event) => {
          set(Number(event.currentTarget.value))
        }}
      />
      <button
        type="button"
        className="button quiet"
        aria-label={t('more', { name: label })}
        onClick={() => {
          set(value + 1)
        }}
      >
        +
      </button>
    </div>
  )
}
