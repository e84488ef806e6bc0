// What stands around everything that is done before one is signed in: the company's side, one form, the language.
import { Box, NativeSelect, Paper, Text, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { chooseLanguage, currentLanguage, languageNames, languages, useWords } from '@/i18n'
import { Logo } from '@/ui'
import classes from './door.module.css'

export function Door({ title, children }: { title: string; children: ReactNode }) {
  const t = useWords('session')
  useEffect(() => {
    document.title = `${title} · Amends`
  }, [title])
  return (
    <Box className={classes['page'] ?? ''}>
      <aside className={classes['side']}>
        <Logo size={40} light />
        <Text className={classes['motto'] ?? ''}>{t('motto')}</Text>
        <Seam />
      </aside>
      <main className={classes['main']}>
        <Paper className={classes['form'] ?? ''}>
          <Box hiddenFrom="sm" mb="xl">
            <Logo size={32} />
          </Box>
          <Title order={1} size="h2" mb="lg">
            {title}
          </Title>
          {children}
          <NativeSelect
            mt="xl"
            w={160}
            size="xs"
            label={t('language')}
            value={currentLanguage()}
            data={languages.map((value) => ({ value, label: languageNames[value] }))}
            onChange={(event) => {
              const chosen = languages.find((language) => language === event.currentTarget.value)
              if (chosen) void chooseLanguage(chosen)
            }}
          />
        </Paper>
      </main>
    </Box>
  )
}

/** The mended seam, as decoration. */
function Seam() {
  return (
    <svg className={classes['seam']} viewBox="0 0 400 300" aria-hidden preserveAspectRatio="xMidYMax slice">
      <path d="M-10 210 70 168 118 196 176 132 232 158 290 92 340 112 412 40" />
      <path d="M118 196 140 252 128 310M290 92 306 170 352 214 340 310" />
    </svg>
  )
}
