// The short name of the reader's time zone at a moment: "CET".
import { use } from 'react'
import { TimeZone, useLanguage } from '@/i18n'

export function useZone(): (iso: string) => string {
  const timeZone = use(TimeZone)
  const language = useLanguage()
  return (iso) => {
    const parts = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      timeZoneName: 'short',
      ...(timeZone !== undefined && { timeZone }),
    }).formatToParts(new Date(iso))
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
  }
}
