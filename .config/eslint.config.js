import { join } from 'node:path';
import tseslint from 'typescript-eslint';
import { rooms } from './rooms.js';

/** Refuses imports of rooms to the left, and past another room's index.ts. */
const layers = rooms.map(({ name, forbidden, extra }) => ({
  files: [`engine/${name}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...forbidden.map((other) => ({
            group: [`**/${other}/**`, `../${other}/*`],
            message: `${name}/ may not know ${other}/ (see docs/ARCHITECTURE.md)`,
          })),
          ...extra,
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.cache/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: join(import.meta.dirname, '..'),
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      // Crashes on recursive unions such as Value (a stack overflow in the rule itself).
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      complexity: ['error', { max: 12, variant: 'modified' }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-console': 'error',
      'no-process-exit': 'off',
    },
  },
  ...layers,
  {
    files: ['engine/**/*.ts'],
    ignores: ['engine/cli/**', 'engine/lab/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'only cli/ reads the environment' },
        { object: 'process', property: 'argv', message: 'only cli/ reads arguments' },
        { object: 'process', property: 'exit', message: 'cli/ returns a code' },
      ],
    },
  },
  {
    files: ['test/**/*.{ts,mjs}', '.config/**'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-console': 'off',
    },
  },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
);
