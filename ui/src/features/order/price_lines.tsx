// The lines of a price, those of each task and those of the whole order, with their sum.
import { Table, Text } from '@mantine/core'
import { useFormat, useWords } from '@/i18n'
import type { OrderLine } from './order_api'
import classes from './price_lines.module.css'

interface Props {
  label: string
  lines: readonly OrderLine[]
  currency: string
  /** How a task is called in a line. */
  taskName: (id: number) => string
  /** Struck through: what does not hold any more. */
  isOld?: boolean
}

export function PriceLines({ label, lines, currency, taskName, isOld = false }: Props) {
  const t = useWords('order')
  const format = useFormat()
  const sum = lines.reduce((total, line) => total + line.amount, 0)
  const tax = lines.reduce((total, line) => total + line.tax, 0)
  return (
    <Table
      className={classes['lines'] ?? ''}
      data-old={isOld}
      aria-label={label}
      withRowBorders={false}
      verticalSpacing={4}
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('line')}</Table.Th>
          <Table.Th scope="col" className={classes['amount'] ?? ''}>
            {t('amount')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line, at) => (
          <Table.Tr key={at}>
            <Table.Td>
              {line.quantity !== 1 && `${format.number(line.quantity)} × `}
              {String(line.rule)}
              <Text component="span" size="xs" c="dimmed" display="block">
                {line.kind === 'adjustment'
                  ? t('decided')
                  : line.task_id === null
                    ? t('whole_order')
                    : taskName(line.task_id)}
              </Text>
            </Table.Td>
            <Table.Td className={classes['amount'] ?? ''}>{format.money(line.amount, currency)}</Table.Td>
          </Table.Tr>
        ))}
        {lines.length === 0 && (
          <Table.Tr>
            <Table.Td colSpan={2}>
              <Text size="sm" c="dimmed">
                {t('no_lines')}
              </Text>
            </Table.Td>
          </Table.Tr>
        )}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row">{t('total')}</Table.Th>
          <Table.Th className={classes['amount'] ?? ''}>{format.money(sum, currency)}</Table.Th>
        </Table.Tr>
        <Table.Tr>
          <Table.Td>
            <Text size="xs" c="dimmed">
              {t('tax')}
            </Text>
          </Table.Td>
          <Table.Td className={classes['amount'] ?? ''}>
            <Text size="xs" c="dimmed">
              {format.money(tax, currency)}
            </Text>
          </Table.Td>
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  )
}
