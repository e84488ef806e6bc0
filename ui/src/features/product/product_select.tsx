// Finds a product as one types: a part of its reference or of its name in any language.
import { Loader, Select, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLanguage, useWords } from '@/i18n'
import { offeredQuery } from './product_api'

const TYPING_MS = 200

interface Chosen {
  id: number
  name: string
}

export function ProductSelect(props: {
  label: string
  value: Chosen | null
  onChange: (product: Chosen | null) => void
  error?: string | undefined
}) {
  const t = useWords('product')
  const language = useLanguage()
  const { value } = props
  const [typed, setTyped] = useState(value?.name ?? '')
  const [isOpen, setOpen] = useState(false)
  const [asked] = useDebouncedValue(typed.trim(), TYPING_MS)
  // What stands there because it is chosen is not looked for.
  const q = asked === value?.name ? '' : asked
  const { data = [], isFetching } = useQuery({ ...offeredQuery(q), enabled: isOpen, placeholderData: keepPreviousData })
  const found = data.map((product) => ({ ...product, name: product.names[language] }))
  const options = found.map(({ id, name }) => ({ value: String(id), label: name }))
  if (value && !found.some(({ id }) => id === value.id)) options.push({ value: String(value.id), label: value.name })
  return (
    <Select
      label={props.label}
      placeholder={t('select.placeholder')}
      data={options}
      filter={({ options: all }) => all}
      value={value === null ? null : String(value.id)}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => {
        setOpen(true)
      }}
      onChange={(chosen) => {
        const product = found.find(({ id }) => String(id) === chosen)
        if (chosen === null || product) props.onChange(product ? { id: product.id, name: product.name } : null)
      }}
      searchable
      clearable
      allowDeselect={false}
      clearButtonProps={{ 'aria-label': t('select.clear') }}
      nothingFoundMessage={isFetching ? t('select.wait') : t('select.nothing')}
      rightSection={isFetching ? <Loader size="xs" /> : undefined}
      error={props.error}
      comboboxProps={{ shadow: 'md' }}
      renderOption={({ option }) => {
        const product = found.find(({ id }) => String(id) === option.value)
        return (
          <div>
            <Text size="sm" fw={500}>
              {option.label}
            </Text>
            {product && (
              <Text size="xs" c="dimmed">
                {[product.sku, product.store_name].filter((part) => part !== null).join(' · ')}
              </Text>
            )}
          </div>
        )
      }}
    />
  )
}
