// Subject and text of a mail in each language, with the placeholders that it may hold (NT-2).
import { Code, Group, Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { languageNames, languages, useLanguage, useWords, type Language } from '@/i18n'
import type { AppFormState, FormValues } from '@/ui'
import { MailPreview } from './mail_preview'

/** As the program fills them in. */
const PLACEHOLDERS = [
  'person.name',
  'ticket.number',
  'ticket.subject',
  'ticket.status',
  'ticket.resolution',
  'agent.name',
  'next_update',
  'comment',
  'history',
  'author.name',
  'link',
  'site.name',
  'site.phone',
  'site.hours',
  'site.email',
]

export function MailTexts({ form }: { form: AppFormState<FormValues> }) {
  const t = useWords('config')
  const [language, setLanguage] = useState<Language>(useLanguage())
  const isWrong = (each: Language) =>
    form.input(`subjects.${each}`).error !== undefined || form.input(`bodies.${each}`).error !== undefined
  const [refusals, setRefusals] = useState(form.refusals)
  // Each refusal shows the first language in which something is wrong.
  if (refusals !== form.refusals) {
    setRefusals(form.refusals)
    setLanguage(languages.find(isWrong) ?? language)
  }
  return (
    <Stack gap="xs">
      <Tabs
        value={language}
        onChange={(each) => {
          const next = languages.find((known) => known === each)
          if (next) setLanguage(next)
        }}
      >
        <Tabs.List aria-label={t('mail.languages')}>
          {languages.map((each) => (
            <Tabs.Tab
              key={each}
              value={each}
              {...(isWrong(each) && { leftSection: <IconAlertTriangle size={14} aria-label={t('mail.wrong')} /> })}
            >
              {languageNames[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {languages.map((each) => {
          const subject = form.input(`subjects.${each}`)
          const body = form.input(`bodies.${each}`)
          return (
            <Tabs.Panel key={each} value={each} pt="sm">
              <Stack gap="sm">
                <TextInput
                  label={t('field.subjects')}
                  lang={each}
                  maxLength={200}
                  autoComplete="off"
                  {...subject}
                  value={String(subject.value)}
                />
                <Textarea
                  label={t('field.bodies')}
                  lang={each}
                  autosize
                  minRows={8}
                  maxRows={20}
                  maxLength={5000}
                  {...body}
                  value={String(body.value)}
                />
                {each === language && (
                  <MailPreview
                    key={`${String(subject.value)}\n${String(body.value)}`}
                    kind={String(form.values['key'])}
                    locale={each}
                    subject={String(subject.value)}
                    body={String(body.value)}
                  />
                )}
              </Stack>
            </Tabs.Panel>
          )
        })}
      </Tabs>
      <Text size="xs" c="dimmed">
        {t('mail.placeholders')}
      </Text>
      <Group gap={6}>
        {PLACEHOLDERS.map((name) => (
          <Code key={name}>{`{{${name}}}`}</Code>
        ))}
      </Group>
    </Stack>
  )
}
