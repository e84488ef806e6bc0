// A password that can be looked at, and that is marked as wrong for who hears the page: the library marks it for the eye only.
import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useWords } from '@/i18n'

export function PasswordField(props: PasswordInputProps) {
  const t = useWords('common')
  return (
    <PasswordInput
      maxLength={200}
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': t('password.show'), tabIndex: 0, 'aria-hidden': false }}
      aria-invalid={props.error !== undefined}
      {...props}
    />
  )
}
