// All shortcuts that work now, and the switch for those of a single key.
import { Group, Stack, Switch, Table, Text, Title } from '@mantine/core'
import { useWords } from '@/i18n'
import { Dialog } from './dialog'
import { useAllCommands } from './commands'
import { KeysShown } from './keys_shown'
import { setPreferences, usePreferences } from './preferences'

export default function ShortcutList({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useWords('common')
  const { singleKeys } = usePreferences()
  const commands = useAllCommands().filter((command) => command.keys !== undefined)
  const groups = [...new Set(commands.map((command) => command.group))]
  return (
    <Dialog opened={opened} onClose={onClose} title={t('shortcuts.title')}>
      <Stack>
        <Switch
          label={t('shortcuts.single')}
          description={t('shortcuts.single_why')}
          checked={singleKeys}
          onChange={(event) => {
            setPreferences({ singleKeys: event.currentTarget.checked })
          }}
        />
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <Title order={3} fz="sm" mb={4}>
              {group}
            </Title>
            <Table withRowBorders={false} verticalSpacing={4}>
              <Table.Tbody>
                {commands
                  .filter((command) => command.group === group)
                  .map((command) => (
                    <Table.Tr key={command.id}>
                      <Table.Td pl={0}>
                        <Text size="sm">{command.label}</Text>
                      </Table.Td>
                      <Table.Td pr={0}>
                        <Group justify="flex-end">
                          <KeysShown keys={command.keys ?? ''} />
                        </Group>
                      </Table.Td>
                    </Table.Tr>
                  ))}
              </Table.Tbody>
            </Table>
          </section>
        ))}
      </Stack>
    </Dialog>
  )
}
