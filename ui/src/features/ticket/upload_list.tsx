// The files on their way: name, how far, and what went wrong.
import { ActionIcon, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { IconFile, IconX } from '@tabler/icons-react'
import { useProblemText, useWords } from '@/i18n'
import classes from './upload_list.module.css'
import type { Uploads } from './use_uploads'

export function UploadList({ uploads }: { uploads: Uploads }) {
  const t = useWords('ticket', 'common')
  const problemText = useProblemText()
  if (uploads.list.length === 0) return null
  return (
    <Stack component="ul" gap={4} className={classes['list'] ?? ''} aria-label={t('ticket:files')}>
      {uploads.list.map((upload) => (
        <li key={upload.key} className={classes['upload']}>
          {upload.file?.thumbnail_url == null ? (
            <IconFile size={20} aria-hidden />
          ) : (
            <img src={upload.file.thumbnail_url} alt="" className={classes['thumb']} />
          )}
          <div className={classes['middle']}>
            <Text size="sm" truncate>
              {upload.name}
            </Text>
            {upload.problem && (
              <Group gap="xs">
                <Text size="xs" c="var(--mantine-color-error)">
                  {problemText(upload.problem)}
                </Text>
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => {
                    uploads.again(upload.key)
                  }}
                >
                  {t('common:retry')}
                </Button>
              </Group>
            )}
            {!upload.file && !upload.problem && (
              <Progress
                value={upload.progress * 100}
                size="sm"
                aria-label={t('ticket:file.sending', { name: upload.name })}
              />
            )}
          </div>
          <ActionIcon
            variant="subtle"
            c="dimmed"
            aria-label={t('ticket:file.remove', { name: upload.name })}
            onClick={() => {
              uploads.remove(upload.key)
            }}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </Stack>
  )
}
