// The command palette: everything that can be done now, found by typing.
import { Spotlight, spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useMemo } from 'react'
import { useWords } from '@/i18n'
import { useAllCommands } from './commands'
import { KeysShown } from './keys_shown'

export default function Palette({ opened }: { opened: number }) {
  const t = useWords('common')
  const all = useAllCommands()

  // Each time the shell counts on, it wants the palette open.
  useEffect(() => {
    if (opened > 0) spotlight.open()
  }, [opened])

  const groups = useMemo(() => {
    const commands = all.filter((command) => command.onlyKeys !== true)
    const names = new Set(commands.map((command) => command.group))
    return [...names].map((group) => ({
      group,
      actions: commands
        .filter((command) => command.group === group)
        .map(({ id, label, icon, keys, run }) => ({
          id,
          label,
          leftSection: icon,
          rightSection: keys === undefined ? undefined : <KeysShown keys={keys} />,
          // Once the palette has closed: what the command gives the focus to keeps it.
          onClick: () => {
            setTimeout(run)
          },
        })),
    }))
  }, [all])

  return (
    <Spotlight
      actions={groups}
      shortcut={null}
      attributes={{ content: { 'aria-label': t('palette.label') } }}
      nothingFound={t('palette.nothing')}
      highlightQuery
      scrollable
      maxHeight={420}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('palette.label') } }}
      searchProps={{
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.label'),
        leftSection: <IconSearch size={18} aria-hidden />,
      }}
    />
  )
}
