// Yours and theirs, field by field, when somebody else saved first.
import { Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useWords } from '@/i18n'
import { Dialog } from './dialog'
import type { Conflict, Edit } from './edit'
import type { FormValues } from './form'

export interface ConflictField<V extends FormValues> {
  name: keyof V & string
  label: string
  /** How a value is shown; as text when left out. */
  show?: (value: V[keyof V]) => ReactNode
}

interface Props<V extends FormValues> {
  edit: Edit<V>
  fields: readonly ConflictField<V>[]
}

export function ConflictDialog<V extends FormValues>({ edit, fields }: Props<V>) {
  const t = useWords('common')
  return (
    <Dialog opened={edit.conflict !== undefined} onClose={edit.dismiss} title={t('conflict.title')}>
      {edit.conflict && <Sides edit={edit} conflict={edit.conflict} fields={fields} />}
    </Dialog>
  )
}

function Sides<V extends FormValues>({ edit, fields, conflict }: Props<V> & { conflict: Conflict<V> }) {
  const t = useWords('common')
  const [values, setValues] = useState(conflict.merged)
  return (
    <Stack>
      <Text size="sm">{t('conflict.text')}</Text>
      {fields
        .filter(({ name }) => conflict.names.includes(name))
        .map(({ name, label, show = String }) => (
          <Radio.Group
            key={name}
            label={label}
            value={values[name] === conflict.mine[name] ? 'mine' : 'theirs'}
            onChange={(side) => {
              setValues({ ...values, [name]: side === 'mine' ? conflict.mine[name] : conflict.theirs[name] })
            }}
          >
            <Stack gap="xs" mt={6}>
              <Side side="mine" title={t('conflict.mine')} value={show(conflict.mine[name])} />
              <Side side="theirs" title={t('conflict.theirs')} value={show(conflict.theirs[name])} />
            </Stack>
          </Radio.Group>
        ))}
      <Group justify="flex-end">
        <Button variant="default" onClick={edit.dismiss}>
          {t('conflict.back')}
        </Button>
        <Button
          onClick={() => {
            edit.resolve(values)
          }}
        >
          {t('conflict.take')}
        </Button>
      </Group>
    </Stack>
  )
}

function Side({ side, title, value }: { side: string; title: string; value: ReactNode }) {
  return (
    <Radio.Card value={side} p="xs" radius="md">
      <Group wrap="nowrap" gap="sm">
        <Radio.Indicator />
        <div>
          <Text size="xs" c="dimmed">
            {title}
          </Text>
          <Text component="div" size="sm" fw={500}>
            {value}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  )
}
