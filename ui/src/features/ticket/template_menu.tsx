// The predefined texts; opened by "/" on an empty line, taken by Enter or its number: two keystrokes.
import { Button, Kbd, Menu, Text } from '@mantine/core'
import { IconTemplate } from '@tabler/icons-react'
import { useLanguage, useWords, type Language } from '@/i18n'
import { useConfig } from '@/features/config'
import { fittingTemplates } from './template'

const NUMBERED = 9

export function TemplateMenu(props: {
  category: string
  /** In which language the texts are. */
  language: Language
  opened: boolean
  onOpened: (opened: boolean) => void
  onTake: (body: string) => void
}) {
  const t = useWords('ticket')
  const reading = useLanguage()
  const templates = useConfig('templates')
  const fitting = fittingTemplates(templates.entries, props.category)
  return (
    <Menu
      opened={props.opened}
      onChange={props.onOpened}
      position="top-start"
      width={300}
      returnFocus={false}
      trapFocus
      menuItemTabIndex={0}
    >
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconTemplate size={16} aria-hidden />}
          disabled={fitting.length === 0}
          rightSection={<Kbd size="xs">/</Kbd>}
        >
          {t('templates')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown
        aria-label={t('templates')}
        onKeyDown={(event) => {
          const chosen = /^[1-9]$/.test(event.key) ? fitting[Number(event.key) - 1] : undefined
          if (!chosen) return
          event.preventDefault()
          props.onOpened(false)
          props.onTake(chosen.bodies[props.language])
        }}
      >
        {fitting.map((template, at) => (
          <Menu.Item
            key={template.key}
            {...(at === 0 && { 'data-autofocus': true })}
            rightSection={at < NUMBERED && <Kbd size="xs">{String(at + 1)}</Kbd>}
            onClick={() => {
              props.onTake(template.bodies[props.language])
            }}
          >
            <Text size="sm" fw={500}>
              {template.labels[reading]}
            </Text>
            <Text size="xs" c="dimmed" lineClamp={1}>
              {template.bodies[props.language]}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
