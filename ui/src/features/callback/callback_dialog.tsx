// How one call went: it becomes a note on the ticket; not reached leaves the call-back open.
import { Anchor, Radio, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useWords } from '@/i18n'
import { AppForm, Dialog, notifyDone, useAppForm, FormEnd } from '@/ui'
import { callbacks, outcomes, writeDown, type Callback } from './callback_api'

export function CallbackDialog({ callback, onClose }: { callback: Callback; onClose: () => void }) {
  const t = useWords('callback')
  const client = useQueryClient()
  const form = useAppForm({
    values: { outcome: '', note: '' },
    save: ({ outcome, note }, key) => {
      const chosen = outcomes.find((each) => each === outcome)
      // Nothing chosen: the server says so at the field.
      return writeDown(
        callback.id,
        { ...(chosen && { outcome: chosen }), ...(note.trim() !== '' && { note }) } as Parameters<typeof writeDown>[1],
        key,
      )
    },
    done: () => {
      void callbacks.reload(client)
      notifyDone(t('callback:written'))
      onClose()
    },
  })
  const outcome = form.input('outcome')
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('callback:write.title', { name: callback.person_name ?? callback.phone })}
      closeOnClickOutside={false}
    >
      <AppForm form={form}>
        <Stack>
          <Text size="sm">
            <Anchor href={`tel:${callback.phone.replace(/[^\d+]/g, '')}`}>{callback.phone}</Anchor>
          </Text>
          <Radio.Group
            label={t('callback:outcome')}
            name={outcome.name}
            value={outcome.value}
            onChange={outcome.onChange}
            error={outcome.error}
          >
            <Stack gap="xs" mt={6}>
              {outcomes.map((each, at) => (
                <Radio
                  key={each}
                  value={each}
                  label={t(`callback:outcome.${each}`)}
                  {...(at === 0 && { 'data-autofocus': true })}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('callback:note')}
            description={t('callback:note.why')}
            autosize
            minRows={3}
            maxLength={5000}
            {...form.input('note')}
          />
          <FormEnd action={t('callback:write')} busy={form.busy} onCancel={onClose} />
        </Stack>
      </AppForm>
    </Dialog>
  )
}
