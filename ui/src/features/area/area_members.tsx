// The members of an area and its heads (AS-5): added by name, taken out, made head.
import { ActionIcon, Alert, Button, Center, Group, Loader, Stack, Switch, Text, Tooltip } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { IconUserMinus, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '@/i18n'
import { PersonSelect } from '@/features/person'
import { AppForm, Dialog, Empty, Failed, notifyDone, useAppForm, FormEnd } from '@/ui'
import { membersQuery, putMembers, type Area, type Member } from './area_api'
import classes from './area_members.module.css'

export function AreaMembers(props: { area: string; name: string; onClose: () => void }) {
  const t = useWords('area')
  const query = useQuery(membersQuery(props.area))
  // Shown as it was when the dialog opened; what others save meanwhile is a conflict, not a surprise.
  return (
    <Dialog opened onClose={props.onClose} title={t('title', { name: props.name })} closeOnClickOutside={false}>
      {query.isPending && (
        <Center h={180}>
          <Loader />
        </Center>
      )}
      {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Editor key={query.data.version} area={query.data} name={props.name} onClose={props.onClose} />}
    </Dialog>
  )
}

/** Form values are single values: the members as text. */
const textOf = (members: readonly Member[]) => JSON.stringify(members)
const membersOf = (text: string) => JSON.parse(text) as Member[]

function Editor({ area, name, onClose }: { area: Area; name: string; onClose: () => void }) {
  const t = useWords('area', 'common')
  const client = useQueryClient()
  const [theirs, setTheirs] = useState(false)
  const form = useAppForm<{ members: string }, Area>({
    values: { members: textOf(area.members) },
    save: (values) => putMembers(area, membersOf(values.members)),
    done: (after) => {
      client.setQueryData(membersQuery(area.key).queryKey, after)
      notifyDone(t('area:saved', { name }))
      onClose()
    },
    handled: (problem) => {
      if (problem.isConflict) setTheirs(true)
      return problem.isConflict
    },
  })
  const members = membersOf(form.values.members)
  const set = (next: readonly Member[]) => {
    form.setValues({ members: textOf(next) })
  }
  return (
    <AppForm form={form} guard>
      <Stack>
        {theirs && (
          <Alert color="orange" variant="outline" title={t('common:conflict.title')} role="group">
            <Text size="sm">{t('area:conflict')}</Text>
            <Button
              mt="xs"
              variant="default"
              size="compact-md"
              onClick={() => void client.invalidateQueries({ queryKey: membersQuery(area.key).queryKey })}
            >
              {t('area:conflict.show')}
            </Button>
          </Alert>
        )}
        {members.length === 0 ? (
          <Empty icon={<IconUsers aria-hidden />} title={t('area:empty.title')}>
            {t('area:empty.text')}
          </Empty>
        ) : (
          <ul className={classes['members']} aria-label={t('area:title', { name })}>
            {members.map((member) => (
              <li key={member.person_id}>
                <Group justify="space-between" wrap="nowrap" gap="xs">
                  <Text size="sm" fw={500} truncate>
                    {member.name}
                  </Text>
                  <Group gap="xs" wrap="nowrap">
                    <Switch
                      size="xs"
                      label={t('area:head')}
                      aria-label={t('area:head.of', { name: member.name })}
                      checked={member.is_head}
                      onChange={(event) => {
                        const is_head = event.currentTarget.checked
                        set(members.map((each) => (each.person_id === member.person_id ? { ...each, is_head } : each)))
                      }}
                    />
                    <Tooltip label={t('area:remove', { name: member.name })}>
                      <ActionIcon
                        variant="subtle"
                        c="dimmed"
                        aria-label={t('area:remove', { name: member.name })}
                        onClick={() => {
                          set(members.filter((each) => each.person_id !== member.person_id))
                        }}
                      >
                        <IconUserMinus size={16} aria-hidden />
                      </ActionIcon>
                    </Tooltip>
                  </Group>
                </Group>
              </li>
            ))}
          </ul>
        )}
        <PersonSelect
          // Empty again after each.
          key={members.length}
          label={t('area:add')}
          description={t('area:add.why')}
          value={null}
          onChange={(person) => {
            if (person && !members.some(({ person_id }) => person_id === person.id))
              set([...members, { person_id: person.id, name: person.name, is_head: false }])
          }}
        />
        <FormEnd action={t('area:save')} busy={form.busy} onCancel={onClose} />
      </Stack>
    </AppForm>
  )
}
