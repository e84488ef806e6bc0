// The top of every screen: its name, what one can do, and a tip that can be put away (CF-5).
import { ActionIcon, Alert, Group, Stack, Title, Tooltip } from '@mantine/core'
import { IconBulb } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { useWords } from '@/i18n'
import { announce } from './announce'
import classes from './page.module.css'
import { setPreferences, usePreferences } from './preferences'

let isFirstPage = true

/** Name in the window's title; after a move within the desk the focus goes to the heading. */
export function useArrival(title: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Amends`
  }, [title])
  useEffect(() => {
    // The first page of a visit is read by the browser itself.
    if (!isFirstPage) {
      heading.current?.focus({ preventScroll: true })
      announce(heading.current?.textContent ?? '')
    }
    isFirstPage = false
  }, [])
  return heading
}

export function Page(props: {
  title: string
  /** Keeps the tip's state apart from other pages'. */
  name: string
  tip?: string
  /** The tip is about keys: of no use where there is only a finger. */
  keysTip?: boolean
  actions?: ReactNode
  /** Takes the whole window. */
  wide?: boolean
  children: ReactNode
}) {
  const t = useWords('common')
  const { hiddenTips } = usePreferences()
  const heading = useArrival(props.title)
  const keys = props.keysTip === true ? (classes['keys'] ?? '') : ''
  const isHidden = hiddenTips.includes(props.name)
  const setHidden = (hidden: boolean) => {
    const others = hiddenTips.filter((name) => name !== props.name)
    setPreferences({ hiddenTips: hidden ? [...others, props.name] : others })
  }
  return (
    <Stack gap="md" {...(props.wide !== true && { maw: 1200 })} mx="auto">
      <Group justify="space-between" gap="sm">
        <Group gap={6} wrap="nowrap">
          <Title order={1} size="h2" ref={heading} tabIndex={-1}>
            {props.title}
          </Title>
          {props.tip !== undefined && isHidden && (
            <Tooltip label={t('tip.show')}>
              <ActionIcon
                className={keys}
                variant="subtle"
                c="dimmed"
                aria-label={t('tip.show')}
                onClick={() => {
                  setHidden(false)
                }}
              >
                <IconBulb size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
        {props.actions !== undefined && <Group gap="xs">{props.actions}</Group>}
      </Group>
      {props.tip !== undefined && !isHidden && (
        <Alert
          className={keys}
          role="note"
          aria-label={t('tip')}
          color="pine"
          variant="light"
          bg="var(--am-tip)"
          py="xs"
          icon={<IconBulb color="var(--am-gold-ink)" aria-hidden />}
          withCloseButton
          closeButtonLabel={t('tip.hide')}
          onClose={() => {
            setHidden(true)
          }}
        >
          {props.tip}
        </Alert>
      )}
      {props.children}
    </Stack>
  )
}
