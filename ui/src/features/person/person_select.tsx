// Finds a person as one types: name, phone, email, postcode; or takes a new one by that name.
import { Loader, Select, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useWords } from '@/i18n'
import { peopleQuery, type PersonItem } from './person_api'

const TYPING_MS = 200
const LEAST = 2

export interface Chosen {
  id: number
  name: string
}

function contact(person: PersonItem): string {
  return [person.email, person.phone, person.postcode].filter((part) => part !== null).join(' · ')
}

export function PersonSelect(props: {
  label: string
  description?: string
  value: Chosen | null
  onChange: (person: Chosen | null) => void
  /** Takes somebody who is not found, by the name typed. */
  onNew?: (name: string) => void
  error?: string | undefined
  focused?: boolean
}) {
  const t = useWords('person')
  const { value, onNew } = props
  const [typed, setTyped] = useState(value?.name ?? '')
  const [asked] = useDebouncedValue(typed.trim(), TYPING_MS)
  const isAsked = asked.length >= LEAST && asked !== value?.name
  const { data = [], isFetching } = useQuery({
    ...peopleQuery(asked),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  })
  const found = isAsked ? data : []
  const options = found.map((person) => ({ value: String(person.id), label: person.name }))
  if (value && !found.some(({ id }) => id === value.id)) options.push({ value: String(value.id), label: value.name })
  if (onNew && isAsked) options.push({ value: 'new', label: t('select.new', { name: typed.trim() }) })
  return (
    <Select
      label={props.label}
      description={props.description}
      placeholder={t('select.placeholder')}
      data={options}
      filter={({ options: all }) => all}
      value={value === null ? null : String(value.id)}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(chosen) => {
        if (chosen === 'new') {
          onNew?.(typed.trim())
          return
        }
        const person = found.find(({ id }) => String(id) === chosen)
        props.onChange(person ? { id: person.id, name: person.name } : null)
      }}
      searchable
      openOnFocus={false}
      clearable
      clearButtonProps={{ 'aria-label': t('select.clear') }}
      nothingFoundMessage={isAsked && !isFetching ? t('select.nothing') : t('select.type')}
      rightSection={isFetching ? <Loader size="xs" /> : undefined}
      error={props.error}
      comboboxProps={{ shadow: 'md' }}
      {...(props.focused === true && { 'data-autofocus': true })}
      renderOption={({ option }) => {
        const person = found.find(({ id }) => String(id) === option.value)
        return (
          <div>
            <Text size="sm" fw={500}>
              {option.label}
            </Text>
            {person && (
              <Text size="xs" c="dimmed">
                {contact(person)}
              </Text>
            )}
          </div>
        )
      }}
    />
  )
}
