// What the router shows when a screen cannot be: not found, not allowed, broken, or out of date.
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { Problem } from '@/api'
import { useProblemText, useWords } from '@/i18n'
import { useArrival } from './page'

/** A file of this version is not there any more, because the server has a newer one. */
function isOutdated(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|module script/i.test(error.message)
}

function Message(props: { title: string; text: string; reload?: () => void }) {
  const t = useWords('common')
  const heading = useArrival(props.title)
  return (
    <Stack gap="sm" maw={520} mx="auto" py={{ base: 'xl', sm: 64 }} px="md">
      <Title order={1} size="h2" ref={heading} tabIndex={-1}>
        {props.title}
      </Title>
      <Text>{props.text}</Text>
      <Group mt="sm">
        {props.reload && <Button onClick={props.reload}>{t('retry')}</Button>}
        <Button component={Link} to="/" variant="default">
          {t('to_home')}
        </Button>
      </Group>
    </Stack>
  )
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const t = useWords('common')
  const router = useRouter()
  const problemText = useProblemText()
  if (isOutdated(error))
    return (
      <Message
        title={t('outdated.title')}
        text={t('outdated.text')}
        reload={() => {
          location.reload()
        }}
      />
    )
  const retry = () => {
    reset()
    void router.invalidate()
  }
  if (error instanceof Problem && error.status === 403)
    return <Message title={t('forbidden.title')} text={t('forbidden.text')} />
  return (
    <Message title={t('failed')} text={error instanceof Problem ? problemText(error) : t('broken')} reload={retry} />
  )
}

export function NotFoundPage() {
  const t = useWords('common')
  return <Message title={t('not_found.title')} text={t('not_found.text')} />
}

/** What the address names is not there, or not for this reader. */
export function GonePage(props: { title: string; text: string }) {
  return <Message {...props} />
}

/** The same where no shell is around it. */
export function BareErrorPage(props: ErrorComponentProps) {
  return (
    <main>
      <ErrorPage {...props} />
    </main>
  )
}

export function BareNotFoundPage() {
  return (
    <main>
      <NotFoundPage />
    </main>
  )
}
