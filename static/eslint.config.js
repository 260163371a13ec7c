import js from '@eslint/js';
import solid from 'eslint-plugin-solid/configs/typescript';
import tseslint from 'typescript-eslint';

// Data goes one way on the tablet: screens → sync → store → domain. The form engine stands apart, behind one adapter.
const forbid = (folder, patterns) => ({
  files: [`tablet/src/${folder}/**/*.{ts,tsx}`],
  rules: { 'no-restricted-imports': ['error', { patterns: patterns.map((group) => ({ group: [group], message: `Not from ${folder}/.` })) }] },
});
const engine = '@getodk/*';

export default tseslint.config(
  { ignores: ['node_modules', 'build/**', 'eslint.config.js', 'vitest.config.js'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  { files: ['**/*.{ts,tsx}'], ...solid },
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked], languageOptions: { globals: { document: 'readonly', localStorage: 'readonly', window: 'readonly' } } },
  forbid('domain', ['**/store/**', '**/sync/**', '**/screens/**', '**/forms/engine*', engine, 'dexie', 'solid-js*']),
  forbid('store', ['**/screens/**', '**/forms/engine*', engine, 'solid-js*']),
  forbid('sync', ['**/screens/**', '**/forms/engine*', engine, 'solid-js*']),
  forbid('screens', [engine, 'dexie', 'age-encryption']),
  forbid('worker', ['**/screens/**', '**/store/**', '**/sync/**', engine, 'solid-js*']),
  { files: ['**/*.test.{ts,tsx}'], rules: { 'no-restricted-imports': 'off', '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines': 'off' } },
);
