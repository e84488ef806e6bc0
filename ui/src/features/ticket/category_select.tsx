// A category from the tree, each with what says when to use it (TK-1).
import { Select, Text } from '@mantine/core'
import { useLanguage, useWords } from '@/i18n'
import { categoryPath, useConfig } from '@/features/config'
import { useStaff } from './use_ticket'

export function CategorySelect(props: {
  value: string
  onChange: (key: string) => void
  error?: string | undefined
  clearable?: boolean
  /** Has the focus when its dialog opens. */
  focused?: boolean
}) {
  const t = useWords('ticket')
  const language = useLanguage()
  const categories = useConfig('categories')
  const staff = useStaff()
  const none = t(staff ? 'category.none' : 'own.category.none')
  const chosen = categories.get(props.value)
  return (
    <Select
      label={t(staff ? 'category' : 'own.category')}
      description={chosen?.descriptions?.[language]}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={categories.entries.map(({ key }) => ({ value: key, label: categoryPath(categories, key) }))}
      value={props.value === '' ? null : props.value}
      onChange={(key) => {
        props.onChange(key ?? '')
      }}
      searchable
      openOnFocus={false}
      allowDeselect={false}
      clearable={props.clearable ?? false}
      clearButtonProps={{ 'aria-label': none }}
      placeholder={none}
      nothingFoundMessage={t('nothing_found')}
      maxDropdownHeight={320}
      error={props.error}
      {...(props.focused === true && { 'data-autofocus': true })}
      renderOption={({ option }) => {
        const description = categories.get(option.value)?.descriptions?.[language]
        return (
          <div>
            <Text size="sm" fw={500}>
              {option.label}
            </Text>
            {description !== undefined && (
              <Text size="xs" c="dimmed">
                {description}
              </Text>
            )}
          </div>
        )
      }}
    />
  )
}
