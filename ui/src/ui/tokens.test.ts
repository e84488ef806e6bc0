import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { pine } from './theme'

test('the desk and the entries without Mantine wear the same colours', () => {
  const tokens = readFileSync(path.join(import.meta.dirname, '../tokens.css'), 'utf8')
  expect(tokens).toContain(`--am-pine: ${pine[7]};`)
  expect(tokens).toContain(`--am-pine-deep: ${pine[9]};`)
})
