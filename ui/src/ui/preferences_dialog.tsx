// How the desk looks and reads for this person, in this browser.
import { Input, SegmentedControl, Stack, Switch, useMantineColorScheme } from '@mantine/core'
import { chooseLanguage, currentLanguage, languageNames, languages, useWords } from '@/i18n'
import { Dialog } from './dialog'
import { setPreferences, usePreferences } from './preferences'

function Choice<V extends string>(props: {
  label: string
  value: V
  options: readonly { value: V; label: string }[]
  onChange: (value: V) => void
}) {
  return (
    <Input.Wrapper label={props.label} labelElement="div">
      <SegmentedControl
        fullWidth
        mt={4}
        aria-label={props.label}
        value={props.value}
        data={[...props.options]}
        onChange={props.onChange}
      />
    </Input.Wrapper>
  )
}

export default function PreferencesDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useWords('common')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { density, singleKeys } = usePreferences()
  return (
    <Dialog opened={opened} onClose={onClose} title={t('preferences')}>
      <Stack gap="lg">
        <Choice
          label={t('language')}
          value={currentLanguage()}
          options={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(language) => void chooseLanguage(language)}
        />
        <Choice
          label={t('scheme')}
          value={colorScheme}
          options={[
            { value: 'auto', label: t('scheme.auto') },
            { value: 'light', label: t('scheme.light') },
            { value: 'dark', label: t('scheme.dark') },
          ]}
          onChange={setColorScheme}
        />
        <Choice
          label={t('density')}
          value={density}
          options={[
            { value: 'comfortable', label: t('density.comfortable') },
            { value: 'dense', label: t('density.dense') },
          ]}
          onChange={(value) => {
            setPreferences({ density: value })
          }}
        />
        <Switch
          label={t('shortcuts.single')}
          description={t('shortcuts.single_why')}
          checked={singleKeys}
          onChange={(event) => {
            setPreferences({ singleKeys: event.currentTarget.checked })
          }}
        />
      </Stack>
    </Dialog>
  )
}
