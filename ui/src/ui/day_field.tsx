// A day to filter by. It is typed part by part: what is not yet a whole day stays in the field and goes nowhere.
import { TextInput } from '@mantine/core'
import { useState } from 'react'

/** While a year is typed its first digits are one of the first centuries. */
const FIRST = '1000-01-01'

export function DayField(props: {
  label: string
  /** "2026-11-21"; empty for none. */
  value: string
  onChange: (day: string) => void
}) {
  const { value, onChange } = props
  const [typed, setTyped] = useState(value)
  const [given, setGiven] = useState(value)
  // Changed by other hands (back button, cleared filters): show that.
  if (given !== value) {
    setGiven(value)
    setTyped(value)
  }
  return (
    <TextInput
      type="date"
      max="9999-12-31"
      label={props.label}
      value={typed}
      onChange={(event) => {
        const day = event.currentTarget.value
        setTyped(day)
        if (day === '' || day >= FIRST) onChange(day)
      }}
    />
  )
}
