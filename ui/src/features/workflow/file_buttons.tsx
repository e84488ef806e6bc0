// A workflow leaves as a JSON file and comes in from one; what a file would change is shown before it does.
import { Alert, Button, FileButton, Group, List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconDownload, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { demands, useConfig } from '@/features/config'
import { useRoles } from '@/features/role'
import { languageNames, useFormat, useWords, type Language } from '@/i18n'
import { Dialog } from '@/ui'
import { useWayName } from './transition_table'
import { differences, type Difference, type Flow } from './workflow'
import { fileText, readFile, type Wrong } from './workflow_file'

/** More than anybody reads; the rest is the same kind of thing. */
const SHOWN = 20

function download(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

interface Read {
  name: string
  found: Flow | Wrong[]
}

export function FileButtons(props: { name: string; flow: Flow; onImport: (flow: Flow) => void }) {
  const t = useWords('workflow', 'common')
  const [read, setRead] = useState<Read>()
  const keysOf = (list: { entries: readonly { key: string }[] }) => list.entries.map(({ key }) => key)
  const known = {
    statuses: keysOf(useConfig('statuses')),
    areas: keysOf(useConfig('areas')),
    queues: keysOf(useConfig('queues')),
    roles: useRoles().roles.map(({ key }) => key),
    demands,
  }
  const close = () => {
    setRead(undefined)
  }
  return (
    <>
      <FileButton
        accept="application/json,.json"
        onChange={(file) => {
          if (file)
            void file.text().then((text) => {
              setRead({ name: file.name, found: readFile(text, known) })
            })
        }}
      >
        {(button) => (
          <Button {...button} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>
            {t('import')}
          </Button>
        )}
      </FileButton>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => {
          download(`${props.name}.json`, fileText(props.flow))
        }}
      >
        {t('export')}
      </Button>
      <Dialog opened={read !== undefined} title={t('import.title', { name: read?.name ?? '' })} onClose={close}>
        {read && Array.isArray(read.found) && <BadFile wrong={read.found} onClose={close} />}
        {read && !Array.isArray(read.found) && (
          <Changes
            before={props.flow}
            after={read.found}
            onClose={close}
            onTake={(flow) => {
              props.onImport(flow)
              close()
            }}
          />
        )}
      </Dialog>
    </>
  )
}

function BadFile({ wrong, onClose }: { wrong: readonly Wrong[]; onClose: () => void }) {
  const t = useWords('workflow', 'common')
  const format = useFormat()
  const placeOf = ({ place }: Wrong) =>
    typeof place === 'object' ? t('place', { line: place.line, column: place.column }) : place || t('whole')
  return (
    <Stack>
      <Alert color="red" variant="outline" role="group" icon={<IconAlertTriangle aria-hidden />}>
        {t('import.bad')}
      </Alert>
      <List size="sm" spacing={4}>
        {wrong.slice(0, SHOWN).map((each, at) => (
          <List.Item key={at}>
            <strong>{format.named(placeOf(each))}</strong>
            {t(`wrong.${each.is}`, { value: each.value ?? '' })}
          </List.Item>
        ))}
      </List>
      {wrong.length > SHOWN && <Text size="sm">{t('import.more', { count_more: wrong.length - SHOWN })}</Text>}
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('common:close')}</Button>
      </Group>
    </Stack>
  )
}

function Changes(props: { before: Flow; after: Flow; onTake: (flow: Flow) => void; onClose: () => void }) {
  const t = useWords('workflow', 'common')
  const format = useFormat()
  const { label } = useConfig('statuses')
  const wayName = useWayName()
  const found = differences(props.before, props.after)
  const nameOf = ({ what, of }: Difference) => {
    if (what === 'label') return `${t('name')} · ${languageNames[of.language as Language]}`
    if (what === 'initial') return format.named(t('initial'), label(of.status ?? ''))
    if (of.status !== undefined) return format.named(t('state'), label(of.status))
    if (of.to !== undefined) return format.named(t('transition'), wayName({ from: of.from ?? null, to: of.to }))
    return t(`${what}s`)
  }
  return (
    <Stack>
      <Text size="sm">{found.length === 0 ? t('import.same') : t('import.changes')}</Text>
      <List size="sm" spacing={4}>
        {found.map((each, at) => (
          <List.Item key={at}>
            {format.named(t(`difference.${each.is}`))}
            <strong>{nameOf(each)}</strong>
          </List.Item>
        ))}
      </List>
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose}>
          {t('common:cancel')}
        </Button>
        {found.length > 0 && (
          <Button
            onClick={() => {
              props.onTake(props.after)
            }}
          >
            {t('import.take')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}
