// The fields of a tag.
import { Group, Radio, Stack, TextInput } from '@mantine/core'
import { useWords } from '@/i18n'
import { AppForm, type AppFormState, FormEnd } from '@/ui'
import { tagColours, type TagColour } from './tag_api'
import { TagBadge } from './tag_badge'
import classes from './tag_form.module.css'

export type TagValues = { name: string; colour: TagColour }

const NAME_MAX = 60

export function TagForm(props: { form: AppFormState<TagValues>; action: string; onCancel: () => void }) {
  const t = useWords('tag')
  const { form } = props
  return (
    <AppForm form={form} guard>
      <Stack>
        <TextInput
          label={t('tag:name')}
          description={t('tag:name.why')}
          maxLength={NAME_MAX}
          data-autofocus
          autoComplete="off"
          {...form.input('name')}
        />
        <Radio.Group label={t('tag:colour')} {...form.input('colour')}>
          <Group gap="xs" mt={6}>
            {tagColours.map((colour) => (
              <Radio.Card key={colour} value={colour} className={classes['colour'] ?? ''}>
                <TagBadge tag={{ name: t(`tag:colour.${colour}`), colour }} />
              </Radio.Card>
            ))}
          </Group>
        </Radio.Group>
        <FormEnd action={props.action} busy={form.busy} onCancel={props.onCancel} />
      </Stack>
    </AppForm>
  )
}
