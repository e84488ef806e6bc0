// Movements of money of one person, newest first, each with the balance after it.
import { Paper, Table, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { IconReceipt } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { can } from '@/api'
import { useWords, useFormat } from '@/i18n'
import { Empty, Failed, More, NotFoundPage, Page, Time, useSession } from '@/ui'
import { useSigned } from './money'
import { currencyQuery, ledgerQuery, personNameQuery, type LedgerMove } from './order_api'
import { ledgerOfRoute } from './order_route'

const right = { textAlign: 'right', whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' } as const

/** Of an order the sign says which way: charged, or less than before, as when a task is cancelled. */
function kindOf(move: LedgerMove): string {
  return move.kind === 'order' && move.amount > 0 ? 'order_less' : move.kind
}

function Row({ move, currency }: { move: LedgerMove; currency: string }) {
  const t = useWords('order')
  const format = useFormat()
  const signed = useSigned()
  return (
    <Table.Tr>
      <Table.Td>
        <Time iso={move.at} />
      </Table.Td>
      <Table.Td>
        {move.reverses_id === null ? (t.find(`move.${kindOf(move)}`) ?? move.kind) : t('move.reversal')}
        {move.order_id !== null && (
          <>
            {' · '}
            <Link to="/deliveries/$id" params={{ id: move.order_id }}>
              {t('move.of', { id: String(move.order_id) })}
            </Link>
          </>
        )}
        {move.reason !== null && !/^(task|order)\.\w+$/.test(move.reason) && (
          <Text size="xs" c="dimmed">
            {format.quoted(move.reason)}
          </Text>
        )}
      </Table.Td>
      <Table.Td style={right}>{signed(move.amount, currency)}</Table.Td>
      <Table.Td style={right}>{format.money(move.balance, currency)}</Table.Td>
    </Table.Tr>
  )
}

function Ledger({ personId, name }: { personId: number; name: string | undefined }) {
  const t = useWords('order')
  const format = useFormat()
  const ledger = useInfiniteQuery(ledgerQuery(personId))
  const { data: currency = 'EUR' } = useQuery(currencyQuery)
  const moves = ledger.data?.pages.flatMap((page) => page.items) ?? []
  const [newest] = moves
  return (
    <Page title={name === undefined ? t('ledger') : t('ledger.of', { name })} name="ledger" tip={t('ledger.tip')}>
      {ledger.error && <Failed error={ledger.error} onRetry={() => void ledger.refetch()} />}
      {ledger.data && moves.length === 0 && (
        <Empty icon={<IconReceipt aria-hidden />} title={t('ledger.empty')}>
          {t('ledger.empty.text')}
        </Empty>
      )}
      {newest && (
        <>
          <Text>
            {format.named(t('balance'))}
            <strong data-testid="balance">{format.money(newest.balance, currency)}</strong>
          </Text>
          <Paper withBorder radius="lg" p={0} style={{ overflowX: 'auto' }}>
            <Table aria-label={t('ledger')} highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t('when')}</Table.Th>
                  <Table.Th scope="col">{t('what')}</Table.Th>
                  <Table.Th scope="col" style={right}>
                    {t('amount')}
                  </Table.Th>
                  <Table.Th scope="col" style={right}>
                    {t('balance')}
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {moves.map((move) => (
                  <Row key={move.id} move={move} currency={currency} />
                ))}
              </Table.Tbody>
            </Table>
          </Paper>
          <More query={ledger} label={t('history.more')} />
        </>
      )}
    </Page>
  )
}

export function OwnLedgerPage() {
  const session = useSession()
  return <Ledger personId={session.person.id} name={undefined} />
}

export function LedgerPage() {
  const { id } = ledgerOfRoute.useParams()
  const session = useSession()
  const isId = Number.isInteger(id) && id > 0
  const person = useQuery({ ...personNameQuery(id), enabled: isId && can(session, 'person.read') })
  if (!isId) return <NotFoundPage />
  return <Ledger personId={id} name={person.data ?? `#${String(id)}`} />
}
