// A person in a form that holds only the id: shown by name, found as one types.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { personQuery } from './person_api'
import { PersonSelect, type Chosen } from './person_select'

export function PersonById(props: {
  label: string
  description?: string
  value: number | null
  onChange: (id: number | null) => void
  error?: string | undefined
}) {
  const { value } = props
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const { data } = useQuery({ ...personQuery(value ?? 0), enabled: value !== null && chosen?.id !== value })
  const known = value === null ? null : chosen?.id === value ? chosen : data?.id === value ? data : undefined
  return (
    <PersonSelect
      // Its text begins with the name, so it begins again when the name has come.
      key={known === undefined ? 'unknown' : 'known'}
      label={props.label}
      {...(props.description !== undefined && { description: props.description })}
      value={known === undefined && value !== null ? { id: value, name: '…' } : (known ?? null)}
      error={props.error}
      onChange={(person) => {
        setChosen(person)
        props.onChange(person?.id ?? null)
      }}
    />
  )
}
