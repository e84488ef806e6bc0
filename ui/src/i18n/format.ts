// Dates, numbers and money as the reader writes them, in the reader's time zone.
import { createContext, use, useMemo } from 'react'
import { regionalLocale } from './languages'
import { useLanguage } from './use_words'

export interface Format {
  /** "21 Nov 2026" */
  date: (iso: string) => string
  /** "09:05" */
  time: (iso: string) => string
  /** "21 Nov 2026, 09:05" */
  dateTime: (iso: string) => string
  /** With weekday and zone, for a tooltip: "Saturday 21 November 2026 at 09:05 CET" */
  full: (iso: string) => string
  /** "3 minutes ago", "in 2 days" */
  relative: (iso: string, now: number) => string
  number: (value: number) => string
  /** Between units and tenths, as one types it: "." or ",". */
  decimalMark: string
  /** "Old price: €9.49"; without a value what stands before it. */
  named: (label: string, value?: string) => string
  /** What somebody wrote, in the language's quotation marks: "“It rained.”" */
  quoted: (text: string) => string
  /** From an integer in the currency's minor unit: money(1999, 'EUR') is "€19.99" */
  money: (minor: number, currency: string) => string
}

const STEPS: [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

const QUOTES: Record<string, [open: string, close: string]> = { fr: ['«\u00a0', '\u00a0»'], es: ['«', '»'] }

/** Decimal places of a currency: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** The minor unit as an exact decimal text; a division would round large amounts. */
export function minorToDecimal(minor: number, digits: number): `${number}` {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const cut = text.length - digits
  const decimal = digits === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`
  return `${minor < 0 ? '-' : ''}${decimal}` as `${number}`
}

export function createFormat(locale: string, timeZone: string | undefined): Format {
  const zone = timeZone === undefined ? {} : { timeZone }
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...zone })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...zone })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone })
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', ...zone })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const number = new Intl.NumberFormat(locale)
  const [open, close] = QUOTES[locale.slice(0, 2)] ?? ['“', '”']
  return {
    date: (iso) => date.format(new Date(iso)),
    time: (iso) => time.format(new Date(iso)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    full: (iso) => full.format(new Date(iso)),
    relative: (iso, now) => {
      const distance = new Date(iso).getTime() - now
      for (const [unit, ms] of STEPS)
        if (Math.abs(distance) >= ms) return relative.format(Math.trunc(distance / ms), unit)
      return relative.format(0, 'minute')
    },
    number: (value) => number.format(value),
    decimalMark: number.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.',
    named: (label, value = '') => `${label}${locale.startsWith('fr') ? '\u00a0' : ''}: ${value}`,
    quoted: (text) => `${open}${text}${close}`,
    money: (minor, currency) => {
      const money = new Intl.NumberFormat(locale, { style: 'currency', currency })
      return money.format(minorToDecimal(minor, minorDigits(currency)))
    },
  }
}

/** The signed-in person's time zone; undefined is the browser's own. */
export const TimeZone = createContext<string | undefined>(undefined)

export function useFormat(): Format {
  const language = useLanguage()
  const timeZone = use(TimeZone)
  return useMemo(() => createFormat(regionalLocale(language, navigator.languages), timeZone), [language, timeZone])
}
