import simpleImportSort from 'eslint-plugin-simple-import-sort'
import tseslint from 'typescript-eslint'

import { bannedSyntax } from './tooling/eslint/banned-syntax.ts'
import { disableNeedsReason } from './tooling/eslint/disable-needs-reason.ts'
import { importDirection } from './tooling/eslint/import-direction.ts'

const ban = (list) => ({ 'no-restricted-syntax': ['error', ...list] })
const allTypeScript = ['**/*.ts']
const tests = ['**/*.test.ts', '**/test/**/*.ts']

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      'coverage/',
      'schemas/generated/',
      'elements/src/react/',
      'elements/src/jsx.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,ts}'],
    plugins: {
      'simple-import-sort': simpleImportSort,
      crmkit: {
        rules: {
          'import-direction': importDirection,
          'disable-needs-reason': disableNeedsReason,
        },
      },
    },
    rules: {
      'crmkit/import-direction': 'error',
      'crmkit/disable-needs-reason': 'error',
      // side effects · node: · packages · @crmkit · relative, a blank line between
      'simple-import-sort/imports': [
        'error',
        { groups: [['^\\u0000'], ['^node:'], ['^@?\\w'], ['^@crmkit/'], ['^\\.']] },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      ...ban(bannedSyntax.everywhere),
    },
  },
  {
    files: allTypeScript,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Registries are interfaces that plugins extend: empty, and their keys `never`, in core alone.
      '@typescript-eslint/no-empty-object-type': 'off',
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // `async` says that a function answers with a promise, whether or not it awaits one.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-deprecated': 'error',
    },
  },
  {
    files: ['**/src/**/*.ts'],
    ignores: ['**/*.d.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'error', ...ban(bannedSyntax.source) },
  },
  {
    // No SQL there; and ref() is Lit's.
    files: ['elements/**/*.ts'],
    rules: ban(bannedSyntax.browser),
  },
  {
    files: ['core/src/**/*.ts', 'plugins/*/src/**/*.ts'],
    // Declarations of other people's packages say what those do.
    ignores: ['**/*.d.ts'],
    rules: { 'no-console': 'error', ...ban(bannedSyntax.librarySource) },
  },
  {
    // The command line owns its process; the test kit runs in the test runner's.
    files: ['core/src/cli/**/*.ts', 'core/src/testing/**/*.ts'],
    rules: { 'no-console': 'off', ...ban(bannedSyntax.source) },
  },
  {
    files: tests,
    rules: {
      // An answer is JSON: a wrong guess about its shape fails the test itself.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      ...ban(bannedSyntax.tests),
    },
  },
  { files: ['elements/**/*.test.ts'], rules: ban(bannedSyntax.browserTests) },
  {
    // They put functions of the browser aside and back.
    files: ['elements/test/**/*.ts'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      // The plugins of @open-wc/testing type every statement of chai as a promise; bannedSyntax finds the one that is.
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
)
