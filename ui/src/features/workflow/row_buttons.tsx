// Up, down and away, at the end of a row.
import { ActionIcon, Group } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useWords } from '@/i18n'
import type { Rows } from './use_rows'
import classes from './workflow.module.css'

export function RowButtons<R>({ rows, at, name }: { rows: Rows<R>; at: number; name: string }) {
  const t = useWords('workflow')
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      {([-1, 1] as const).map((by) => (
        <ActionIcon
          key={by}
          variant="subtle"
          c="dimmed"
          aria-label={by === -1 ? t('up', { name }) : t('down', { name })}
          data-step={rows.stepName(at, by)}
          aria-disabled={rows.rows[at + by] === undefined}
          className={classes['step'] ?? ''}
          onClick={() => {
            rows.move(at, by)
          }}
        >
          {by === -1 ? <IconArrowUp size={16} aria-hidden /> : <IconArrowDown size={16} aria-hidden />}
        </ActionIcon>
      ))}
      <ActionIcon
        variant="subtle"
        c="dimmed"
        aria-label={t('remove', { name })}
        onClick={() => {
          rows.remove(at)
        }}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  )
}
