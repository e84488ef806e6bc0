// Predefined texts: placeholders such as {{customer.name}} are filled in; unknown ones stay to be seen.
import type { Template } from '@/features/config'

export type Filling = Readonly<Record<string, string | undefined>>

export function fillTemplate(text: string, filling: Filling): string {
  return text.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) => filling[name] ?? whole)
}

/** What still has to be filled in by hand. */
export function openPlaceholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*[\w.]+\s*\}\}/g)].map(([whole]) => whole)
}

/** Those for the ticket's category first, then the general ones; those of other categories not at all. */
export function fittingTemplates(templates: readonly Template[], category: string): Template[] {
  const rank = (of: string | null | undefined) =>
    of == null ? 1 : category === of || category.startsWith(`${of}.`) ? 0 : 2
  return templates
    .filter((template) => rank(template.category) < 2)
    .toSorted((a, b) => rank(a.category) - rank(b.category))
}

/** The text put in at the cursor, with an empty line around it where there is text already. */
export function insertAt(text: string, at: number, part: string): { text: string; cursor: number } {
  const before = text.slice(0, at)
  const after = text.slice(at)
  const gap = before === '' || before.endsWith('\n') ? '' : '\n\n'
  const rest = after === '' || after.startsWith('\n') ? '' : '\n\n'
  return { text: `${before}${gap}${part}${rest}${after}`, cursor: before.length + gap.length + part.length }
}
