// Important and urgent as four quadrants; each axis can also be yes, no or not judged yet (TK-3).
import { Button, Group, Popover, SegmentedControl, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '@/i18n'
import { ConflictDialog, useCommands } from '@/ui'
import { judgedText, levelOf, quadrantOf, quadrants, textJudged, type Judged } from './quadrant'
import type { Ticket } from './ticket_api'
import { Dot, PriorityBadge } from './ticket_badges'
import { useConfig } from '@/features/config'
import classes from './level_picker.module.css'
import { useTicketEdit } from './use_ticket'

export interface LevelValues {
  important: Judged
  urgent: Judged
}

const levelValues = ({ important, urgent }: Ticket) => ({ important, urgent })

/** The picker itself, also for a ticket that does not exist yet. */
export function LevelMatrix(props: { value: LevelValues; onChange: (value: LevelValues) => void }) {
  const t = useWords('ticket')
  const levels = useConfig('priorities')
  const { value, onChange } = props
  const chosen = quadrantOf(value.important, value.urgent)
  const answers = (['yes', 'open', 'no'] as const).map((answer) => ({ value: answer, label: t(`judged.${answer}`) }))
  return (
    <Stack gap="sm">
      <div role="group" aria-label={t('priority')} className={classes['matrix']}>
        <span />
        <Text size="xs" c="dimmed" ta="center">
          {t('urgent')}
        </Text>
        <Text size="xs" c="dimmed" ta="center">
          {t('urgent.not')}
        </Text>
        {[true, false].map((important) => (
          <div key={String(important)} className={classes['axis']}>
            <Text size="xs" c="dimmed" className={classes['side'] ?? ''}>
              {important ? t('important') : t('important.not')}
            </Text>
            {quadrants
              .filter((each) => each.important === important)
              .map(({ name, urgent }) => {
                const level = levelOf(levels.entries, name)
                return (
                  <UnstyledButton
                    key={name}
                    className={classes['quadrant'] ?? ''}
                    aria-pressed={chosen === name}
                    onClick={() => {
                      onChange({ important, urgent })
                    }}
                  >
                    <Dot colour={level?.colour} />
                    <span>{level ? levels.label(level.key) : t(`quadrant.${name}`)}</span>
                  </UnstyledButton>
                )
              })}
          </div>
        ))}
      </div>
      {(['important', 'urgent'] as const).map((axis) => (
        <Group key={axis} justify="space-between" gap="xs">
          <Text size="sm" id={`axis-${axis}`}>
            {t(`${axis}.ask`)}
          </Text>
          <SegmentedControl
            size="xs"
            aria-labelledby={`axis-${axis}`}
            data={answers}
            value={judgedText(value[axis])}
            onChange={(text) => {
              onChange({ ...value, [axis]: textJudged(text) })
            }}
          />
        </Group>
      ))}
    </Stack>
  )
}

function Picker({ ticket, onSaved }: { ticket: Ticket; onSaved: () => void }) {
  const t = useWords('ticket')
  const edit = useTicketEdit({ ticket, valuesOf: levelValues, done: onSaved })
  const show = (value: Judged) => t(`judged.${judgedText(value)}`)
  return (
    <>
      <LevelMatrix
        value={{ important: edit.form.values.important, urgent: edit.form.values.urgent }}
        onChange={(value) => {
          edit.form.setValues(value)
          edit.form.send({ ...value })
        }}
      />
      {edit.form.problem !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" mt="xs" role="alert">
          {edit.form.problem}
        </Text>
      )}
      <ConflictDialog
        edit={edit}
        fields={[
          { name: 'important', label: t('important.ask'), show },
          { name: 'urgent', label: t('urgent.ask'), show },
        ]}
      />
    </>
  )
}

export function LevelPicker({ ticket }: { ticket: Ticket }) {
  const t = useWords('ticket')
  const [opened, setOpened] = useState(false)
  useCommands([
    {
      id: 'ticket.level',
      label: t('level.set'),
      group: t('this'),
      keys: 'l',
      run: () => {
        setOpened(true)
      },
    },
  ])
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus width={360}>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-md"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={t('level.set')}
          onClick={() => {
            setOpened(!opened)
          }}
        >
          <PriorityBadge priority={ticket.priority} />
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('level.set')}>
        <Picker
          ticket={ticket}
          onSaved={() => {
            setOpened(false)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
