// One proposal: old and new lines side by side, the difference, and the decision.
import { Alert, Badge, Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconAlertTriangle, IconArrowRight } from '@tabler/icons-react'
import { useState, type ComponentProps } from 'react'
import { can } from '@/api'
import { useFormat, useWords } from '@/i18n'
import { ConfirmDialog, Time, useSession } from '@/ui'
import { orderQuery, PriceLines, useSigned, useTaskName } from '@/features/order'
import { ChangeDialog } from './change_dialog'
import { isChangeable } from './changes'
import { Evidence } from './evidence'
import { useReasonName, type Proposal } from './incident_api'
import classes from './proposal_panel.module.css'
import { ProposedFacts } from './proposed_facts'
import { useDecide } from './use_decide'

const COLOURS = { open: 'yellow', approved: 'green', refused: 'red', reverted: 'gray' } as const

/** Asks before what cannot simply be done again: refusing and taking back, each with a reason. */
function ReasonDialog(props: {
  verb: 'refuse' | 'revert'
  proposal: Proposal
  busy: boolean
  onRun: (reason: string) => void
  onClose: () => void
}) {
  const t = useWords('incident')
  const format = useFormat()
  const { proposal, verb } = props
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog
      opened
      holdsText
      title={t(`title.${verb}`)}
      action={verb === 'refuse' ? t('refuse') : t('revert')}
      busy={props.busy}
      onClose={props.onClose}
      onConfirm={() => {
        props.onRun(reason)
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t(`why.${verb}`, { total: format.money(proposal.old_total, proposal.currency) })}</Text>
        <Textarea
          label={t('reason')}
          description={t('reason.why')}
          maxLength={1000}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value)
          }}
        />
      </Stack>
    </ConfirmDialog>
  )
}

function Acts({ proposal, taskName }: { proposal: Proposal; taskName: (id: number) => string }) {
  const t = useWords('incident')
  const format = useFormat()
  const deciding = useDecide(proposal)
  const [asking, setAsking] = useState<'refuse' | 'revert' | 'change'>()
  // What was on the screen when one began to look: what changes under the eyes is said.
  const [seen, setSeen] = useState(proposal)
  const isChanged = proposal.status === 'open' && seen.order_version !== proposal.order_version
  const close = () => {
    setAsking(undefined)
  }
  return (
    <Stack gap="sm">
      {proposal.status === 'open' && (deciding.isStale || isChanged) && (
        <Alert
          color="orange"
          variant="outline"
          icon={<IconAlertTriangle aria-hidden />}
          title={
            <Text component="span" inherit c="var(--mantine-color-text)">
              {t('stale.title')}
            </Text>
          }
        >
          {t('stale.text', {
            before: format.money(seen.new_total, seen.currency),
            now: format.money(proposal.new_total, proposal.currency),
          })}
        </Alert>
      )}
      <Group gap="xs">
        {proposal.status === 'open' && (
          <>
            <Button
              loading={deciding.busy}
              onClick={() => {
                deciding.run('approve', '', () => {
                  setSeen(proposal)
                })
              }}
            >
              {t('approve', { total: format.money(proposal.new_total, proposal.currency) })}
            </Button>
            {isChangeable(proposal) && (
              <Button
                variant="default"
                disabled={deciding.busy}
                onClick={() => {
                  setAsking('change')
                }}
              >
                {t('change')}
              </Button>
            )}
            <Button
              variant="default"
              disabled={deciding.busy}
              onClick={() => {
                setAsking('refuse')
              }}
            >
              {t('refuse')}
            </Button>
          </>
        )}
        {proposal.status === 'approved' && (
          <Button
            variant="default"
            disabled={deciding.busy}
            onClick={() => {
              setAsking('revert')
            }}
          >
            {t('revert')}
          </Button>
        )}
      </Group>
      {asking === 'change' && (
        <ChangeDialog
          proposal={proposal}
          taskName={taskName}
          busy={deciding.busy}
          onClose={close}
          onApprove={(changes, reason, refused) => {
            deciding.approve(changes, reason, close, refused)
          }}
        />
      )}
      {asking !== undefined && asking !== 'change' && (
        <ReasonDialog
          verb={asking}
          proposal={proposal}
          busy={deciding.busy}
          onClose={close}
          onRun={(reason) => {
            deciding.run(asking, reason, close)
          }}
        />
      )}
    </Stack>
  )
}

function Side(props: ComponentProps<typeof PriceLines>) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {props.label}
      </Text>
      <PriceLines {...props} />
    </div>
  )
}

/** links: where it stands apart from its delivery. */
export function ProposalPanel({ proposal, links = false }: { proposal: Proposal; links?: boolean }) {
  const t = useWords('incident')
  const format = useFormat()
  const signed = useSigned()
  const session = useSession()
  const reasonName = useReasonName()
  const order = useQuery(orderQuery(proposal.order_id))
  const taskName = useTaskName(order.data?.tasks ?? [])
  const money = (minor: number) => format.money(minor, proposal.currency)
  const lines = { currency: proposal.currency, taskName }
  const isOld = proposal.status === 'open' || proposal.status === 'approved'
  return (
    <Paper
      component="section"
      withBorder
      radius="lg"
      p="md"
      aria-label={t('proposal.of', { id: String(proposal.order_id) })}
      data-proposal={proposal.id}
    >
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Badge
              color={COLOURS[proposal.status]}
              variant="light"
              className={classes['status'] ?? ''}
              tt="none"
              size="lg"
            >
              {t(`status.${proposal.status}`)}
            </Badge>
            <Text fw={600}>{proposal.cause === null ? t('proposal') : reasonName(proposal.cause)}</Text>
          </Group>
          <Text size="xs" c="dimmed">
            {proposal.proposer_name ?? t('somebody')} · <Time iso={proposal.created_at} />
          </Text>
        </Group>
        {links && <Evidence ticketId={proposal.ticket_id} />}
        <ProposedFacts proposal={proposal} taskName={taskName} />
        <Group gap="sm" className={classes['totals'] ?? ''}>
          <Text component="span">
            {format.named(t('total.old'))}
            <strong>{money(proposal.old_total)}</strong>
          </Text>
          <IconArrowRight size={18} aria-hidden />
          <Text component="span">
            {format.named(t('total.new'))}
            <strong>{money(proposal.new_total)}</strong>
          </Text>
          <Badge variant="outline" color="gray" className={classes['status'] ?? ''} tt="none" size="lg">
            {format.named(t('difference'), signed(proposal.difference, proposal.currency))}
          </Badge>
        </Group>
        <div className={classes['sides']}>
          <Side {...lines} label={t('lines.old')} lines={proposal.old_lines} isOld={isOld} />
          <Side {...lines} label={t('lines.new')} lines={proposal.new_lines} isOld={!isOld} />
        </div>
        {proposal.decided_at !== null && (
          <Text size="sm">
            {t(`by.${proposal.status === 'open' ? 'approved' : proposal.status}`, {
              name: proposal.decider_name ?? t('somebody'),
            })}{' '}
            · <Time iso={proposal.decided_at} />
            {proposal.reason !== null && ` · ${format.quoted(proposal.reason)}`}
          </Text>
        )}
        {can(session, 'delivery.decide') && <Acts proposal={proposal} taskName={taskName} />}
        {links && (
          <Group gap="md">
            <Link to="/deliveries/$id" params={{ id: proposal.order_id }}>
              {t('to_delivery', { id: String(proposal.order_id) })}
            </Link>
            <Link to="/tickets/$id" params={{ id: proposal.ticket_id }}>
              {t('to_ticket')}
            </Link>
          </Group>
        )}
      </Stack>
    </Paper>
  )
}
