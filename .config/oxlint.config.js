import { rooms } from './rooms.js';

/** Refuses imports of rooms to the left, and past another room's index.ts. */
const layers = rooms.map(({ name, forbidden, extra }) => ({
  files: [`**/engine/${name}/**/*.ts`],
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

/** What typescript-eslint calls its strict set with types, as far as `correctness` lacks it. */
const strict = [
  ...['ban-ts-comment', 'no-confusing-void-expression', 'no-deprecated', 'no-dynamic-delete'],
  ...['no-empty-object-type', 'no-extraneous-class', 'no-invalid-void-type', 'no-misused-promises'],
  ...['no-mixed-enums', 'no-namespace', 'no-non-null-asserted-nullish-coalescing'],
  ...['no-non-null-assertion', 'no-require-imports', 'no-unnecessary-boolean-literal-compare'],
  ...['no-unnecessary-condition', 'no-unnecessary-template-expression', 'no-explicit-any'],
  ...['no-unnecessary-type-arguments', 'no-unnecessary-type-assertion'],
  ...['no-unnecessary-type-constraint', 'no-unnecessary-type-conversion'],
  ...['no-unnecessary-type-parameters', 'no-unsafe-argument', 'no-unsafe-assignment'],
  ...['no-unsafe-call', 'no-unsafe-enum-assignment', 'no-unsafe-enum-comparison'],
  ...['no-unsafe-function-type', 'no-unsafe-member-access', 'no-unsafe-return'],
  ...['no-generated-empty-object-type', 'only-throw-error', 'prefer-literal-enum-member'],
  ...['prefer-promise-reject-errors', 'prefer-reduce-type-parameter', 'prefer-return-this-type'],
  ...['related-getter-setter-pairs', 'require-await', 'restrict-plus-operands', 'return-await'],
  ...['unified-signatures', 'use-unknown-in-catch-callback-variable'],
];

/** What asks for types that a file of plain JavaScript does not write. */
const typed = [
  ...['no-unsafe-argument', 'no-unsafe-assignment', 'no-unsafe-call', 'no-unsafe-member-access'],
  ...['no-unsafe-return', 'restrict-plus-operands'],
].map((name) => `typescript/${name}`);

export default {
  plugins: ['typescript', 'oxc'],
  categories: { correctness: 'error' },
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['dist/**', 'node_modules/**', '.cache/**'],
  rules: {
    ...Object.fromEntries(strict.map((name) => [`typescript/${name}`, 'error'])),
    'typescript/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    'typescript/restrict-template-expressions': ['error', { allowNumber: true }],
    'typescript/no-misused-spread': ['error', { allow: ['string'] }],
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/restrict-plus-operands': [
      'error',
      {
        allowAny: false,
        allowBoolean: false,
        allowNullish: false,
        allowNumberAndString: false,
        allowRegExp: false,
      },
    ],
    complexity: ['error', { max: 12, variant: 'modified' }],
    'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', 4],
    'no-array-constructor': 'error',
    'no-console': 'error',
    // Terminals are made of control characters, and vitest's first argument is a pattern.
    'no-control-regex': 'off',
    'no-empty-pattern': 'off',
    'no-unused-expressions': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'prefer-rest-params': 'error',
    'prefer-spread': 'error',
  },
  overrides: [
    ...layers,
    {
      files: ['**/engine/**/*.ts'],
      excludeFiles: ['**/engine/cli/**', '**/engine/lab/**'],
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
      files: ['**/test/**/*.{ts,mjs}', '**/.config/**'],
      rules: {
        'max-lines-per-function': 'off',
        'typescript/no-non-null-assertion': 'off',
        'no-console': 'off',
      },
    },
    // A generated table: it grows by an entry a module.
    { files: ['**/engine/modules/index.ts'], rules: { 'max-lines': 'off' } },
    { files: ['**/*.{js,mjs}'], rules: Object.fromEntries(typed.map((name) => [name, 'off'])) },
  ],
};
