// Names, first state and the two tables of a workflow, with its drawing beside them.
import { Button, Group, Select, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { TextsField, useConfig } from '@/features/config'
import { useWords } from '@/i18n'
import { AppForm } from '@/ui'
import { StateTable } from './state_table'
import { TransitionTable } from './transition_table'
import type { Table } from './use_rows'
import { fromValues } from './workflow'
import { WorkflowDrawing } from './workflow_drawing'
import classes from './workflow.module.css'

export function WorkflowForm(props: Table & { top: ReactNode; action: string; onCancel: () => void }) {
  const t = useWords('workflow', 'common')
  const { label } = useConfig('statuses')
  const { form } = props
  const flow = fromValues(form.values)
  const initial = form.input('initial')
  return (
    <AppForm form={form} guard>
      <div className={classes['columns']}>
        <Stack gap="lg">
          {props.top}
          <TextsField form={form} name="labels" />
          <StateTable {...props} />
          <Select
            label={t('initial')}
            description={t('initial.why')}
            maw={360}
            data={[...new Set([...flow.states.map(({ status }) => status), flow.initial])]
              .filter((key) => key !== '')
              .map((key) => ({ value: key, label: label(key) }))}
            value={flow.initial === '' ? null : flow.initial}
            placeholder={t('choose')}
            allowDeselect={false}
            error={initial.error}
            onChange={(key) => {
              initial.onChange(key ?? '')
            }}
          />
          <TransitionTable {...props} />
        </Stack>
        <WorkflowDrawing flow={flow} />
      </div>
      {/* On the left: what is told about the last change appears on the right, over whatever stands there. */}
      <Group mt="md">
        <Button type="submit" loading={form.busy}>
          {props.action}
        </Button>
        <Button variant="default" onClick={props.onCancel}>
          {t('common:cancel')}
        </Button>
      </Group>
    </AppForm>
  )
}
