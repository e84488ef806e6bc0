// Type-checked rules, hooks, accessibility, and the borders: features meet only through index.ts, entries
// without Mantine stay without it. Run from the top folder of the repository.
import js from '@eslint/js'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const THROUGH_INDEX = {
  regex: '^(@/|(\\.\\./)+)features/[^/]+/.+',
  message: 'A feature is imported only through its index.ts.',
}
const OTHER_FEATURE = {
  regex: '^\\.\\./[^.]',
  message: 'Another feature is "@/features/<name>", through its index.ts.',
}
const NO_MANTINE = {
  group: ['@mantine/*', '@/ui', '@/ui/*', '**/ui', '**/ui/*.ts*'],
  message: 'This entry does without Mantine.',
}
const LOWER_LAYER = {
  group: ['@/features/*', '@/features', '**/features/*'],
  message: 'Features are above: they hand themselves in through src/features.ts.',
}

const borders = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] })

export default tseslint.config(
  { ignores: ['ui/dist/**', '**/*.gen.ts', 'node_modules/**'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      reactHooks.configs.flat['recommended-latest'],
      jsxA11y.flatConfigs.strict,
    ],
    languageOptions: {
      parserOptions: { project: ['ui/tsconfig.json', 'ui/tsconfig.node.json'], tsconfigRootDir: process.cwd() },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-lines': ['error', 400],
    },
  },
  { files: ['ui/src/**/*.{ts,tsx}'], ignores: ['ui/src/i18n/resources.ts'], rules: borders(THROUGH_INDEX) },
  { files: ['ui/src/features/**/*.{ts,tsx}'], rules: borders(THROUGH_INDEX, OTHER_FEATURE) },
  { files: ['ui/src/{api,i18n,ui}/**/*.{ts,tsx}'], ignores: ['ui/src/i18n/resources.ts'], rules: borders(LOWER_LAYER) },
  {
    files: ['ui/src/plain/**/*.{ts,tsx}', 'ui/{courier,portal,form}/**/*.{ts,tsx}'],
    rules: borders(NO_MANTINE, LOWER_LAYER),
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
)
