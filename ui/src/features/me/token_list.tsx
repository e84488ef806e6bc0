// API tokens: for programs that work in one's name, with a part of one's rights and for a time (AS-4).
import { Button, Loader, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useChange } from '@/api'
import { useProblemText, useWords } from '@/i18n'
import { ConfirmDialog, Failed, notifyDone, notifyFailed, Time } from '@/ui'
import { deleteToken, tokensQuery, type Token } from './me_api'
import { Row } from './row'
import { TokenDialog } from './token_dialog'
import { useScopeName } from './use_scope_name'

export function TokenList() {
  const t = useWords('me')
  const client = useQueryClient()
  const problemText = useProblemText()
  const scopeName = useScopeName()
  const { data, error, isPending, refetch } = useQuery(tokensQuery)
  const [isNew, setIsNew] = useState(false)
  const [asked, setAsked] = useState<Token>()
  const revoking = useChange(deleteToken)
  if (isPending) return <Loader size="sm" />
  if (error) return <Failed error={error} onRetry={() => void refetch()} />
  const revoke = (token: Token) => {
    revoking.mutate(token, {
      onSuccess: () => {
        notifyDone(t('token.revoked', { name: token.name }))
      },
      onError: (problem) => {
        notifyFailed(problemText(problem))
      },
      onSettled: () => {
        setAsked(undefined)
        void client.invalidateQueries({ queryKey: tokensQuery.queryKey })
      },
    })
  }
  return (
    <>
      {data.length === 0 ? (
        <Text size="sm">{t('tokens.none')}</Text>
      ) : (
        <Stack component="ul" gap="sm" m={0} p={0} aria-label={t('tokens')} style={{ listStyle: 'none' }}>
          {data.map((token) => (
            <Row
              key={token.id}
              title={token.name}
              act={
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('token.revoke.of', { name: token.name })}
                  onClick={() => {
                    setAsked(token)
                  }}
                >
                  {t('token.revoke')}
                </Button>
              }
            >
              {token.scopes.map(scopeName).join(' · ')}
              <br />
              {t('token.until')} <Time iso={token.expires_at} />
            </Row>
          ))}
        </Stack>
      )}
      <div>
        <Button
          variant="default"
          onClick={() => {
            setIsNew(true)
          }}
        >
          {t('token.new')}
        </Button>
      </div>
      {isNew && (
        <TokenDialog
          onClose={() => {
            setIsNew(false)
          }}
        />
      )}
      <ConfirmDialog
        opened={asked !== undefined}
        title={t('token.revoke.title', { name: asked?.name ?? '' })}
        action={t('token.revoke')}
        busy={revoking.isPending}
        onConfirm={() => {
          if (asked) revoke(asked)
        }}
        onClose={() => {
          setAsked(undefined)
        }}
      >
        {t('token.revoke.text')}
      </ConfirmDialog>
    </>
  )
}
