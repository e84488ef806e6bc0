// What a move to another status needs: how it was resolved, and, if one likes, a note that goes with it.
import { Badge, Group, Radio, ScrollArea, Stack, Textarea } from '@mantine/core'
import { useWords } from '@/i18n'
import { AppForm, Dialog, useAppForm, FormEnd } from '@/ui'
import { moveTicket, type Move, type Ticket } from './ticket_api'
import { useConfig } from '@/features/config'
import classes from './move_dialog.module.css'
import { useTaken } from './use_ticket'

const TEXT_MAX = 5000

export function MoveDialog(props: {
  ticket: Ticket
  move: Move
  /** Suggested ones of the category first. */
  resolutions: readonly string[]
  onClose: () => void
  onMoved: (after: Ticket) => void
}) {
  const t = useWords('ticket')
  const { ticket, move } = props
  const taken = useTaken()
  const resolutions = useConfig('resolutions')
  const suggested = useConfig('categories').get(ticket.category)?.resolutions ?? []
  const statuses = useConfig('statuses')
  const isClosing = move.group === 'done'
  const form = useAppForm({
    values: { resolution: isClosing ? (props.resolutions[0] ?? '') : '', resolution_text: '', comment: '' },
    save: (values, key) =>
      moveTicket(
        {
          id: ticket.id,
          to: move.to,
          ...(values.resolution !== '' && { resolution: values.resolution }),
          ...(values.resolution_text.trim() !== '' && { resolution_text: values.resolution_text }),
          ...(values.comment.trim() !== '' && { comment: values.comment }),
        },
        key,
      ),
    done: (after) => {
      taken(after)
      props.onMoved(after)
    },
  })
  return (
    <Dialog
      opened
      onClose={props.onClose}
      title={t('ticket:move.title', { number: ticket.number, status: statuses.label(move.to) })}
      closeOnClickOutside={false}
    >
      <AppForm form={form}>
        <Stack
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit()
          }}
        >
          {isClosing && (
            <>
              <Radio.Group label={t('ticket:resolution')} {...form.input('resolution')}>
                <ScrollArea.Autosize mah={230} type="auto" className={classes['list'] ?? ''} mt={6}>
                  <Stack gap={2} p={6} pr="md">
                    {props.resolutions.map((key, at) => (
                      <Group key={key} gap="xs" justify="space-between" wrap="nowrap">
                        <Radio
                          value={key}
                          label={resolutions.label(key)}
                          classNames={{ root: classes['choice'] ?? '' }}
                          {...(at === 0 && { 'data-autofocus': true })}
                        />
                        {suggested.includes(key) && (
                          <Badge variant="default" tt="none" fw={500}>
                            {t('ticket:suggested')}
                          </Badge>
                        )}
                      </Group>
                    ))}
                  </Stack>
                </ScrollArea.Autosize>
              </Radio.Group>
              <Textarea
                label={t('ticket:resolution_text')}
                description={t('ticket:resolution_text.why')}
                maxLength={TEXT_MAX}
                autosize
                minRows={2}
                {...form.input('resolution_text')}
              />
            </>
          )}
          <Textarea
            label={t('ticket:move.note')}
            maxLength={TEXT_MAX}
            autosize
            minRows={2}
            {...form.input('comment')}
          />
          <FormEnd
            action={t('ticket:move.do', { status: statuses.label(move.to) })}
            busy={form.busy}
            onCancel={props.onClose}
          />
        </Stack>
      </AppForm>
    </Dialog>
  )
}
