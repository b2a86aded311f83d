/** Pages and schemas made from declarations; the declarations here use every word there is. */
import { describe, expect, test } from 'vitest';
import { Dict, toValue } from '../../engine/base/index.ts';
import {
  describeModule,
  renderModuleList,
  renderModulePage,
  renderProblemsPage,
  renderRolePage,
  renderTasksSchema,
  type ActionDoc,
} from '../../engine/report/index.ts';
import { mutuallyExclusive, requiredBy, requiredIf } from '../../engine/schema/index.ts';
import { createSchemaCheck } from './schema-check.ts';

const link: ActionDoc = {
  name: 'link',
  collection: 'ansible.builtin',
  summary: 'Makes a link that leads from one path to another, and takes care of what stood there.',
  notes: ['A note with `code` that is long enough to be wrapped when it is printed on a terminal.'],
  freeForm: 'path',
  supportsCheckMode: false,
  params: {
    required: ['path', 'state'],
    properties: {
      path: { type: 'string', description: 'Where.', 'x-aliases': ['dest'], 'x-coerce': 'path' },
      state: { type: 'string', description: 'What.', enum: ['hard', 'soft'] },
      force: { type: 'boolean', description: 'Even so | always.', default: false },
      tries: { type: 'integer', description: 'How often.', 'x-since': '2.16' },
      tags: {
        type: 'array',
        items: { type: 'string', description: 'One.' },
        description: 'Words.',
      },
      key: { type: 'string', description: 'A key.', 'x-secret': true },
      owner: {
        type: 'object',
        description: 'Who.',
        required: ['name'],
        properties: { name: { type: 'string', description: 'Name.' } },
      },
      any: { type: 'value', description: 'Whatever.' },
    },
    rules: [
      mutuallyExclusive('tries', 'force'),
      requiredIf('state', 'hard', ['key']),
      requiredBy('key', ['tags']),
    ],
  },
  returns: { path: { type: 'string', description: 'Where it is.' } },
  examples: ['- link:\n    path: /a\n    state: soft\n'],
};

test('a module on a terminal', () => {
  const text = describeModule(link);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text).toMatchInlineSnapshot(`
    "link  (ansible.builtin.link)

    Makes a link that leads from one path to another, and takes care of what stood
    there.

    PARAMETERS
      path
          path; required; also dest
          Where.
      state
          one of hard, soft; required
          What.
      force
          boolean; default false
          Even so | always.
      tries
          integer
          How often. Since 2.16.
      tags
          list of string
          Words.
      key
          string
          A key. Never shown.
      owner
          mapping
          Who.
      owner.name
          string; required
          Name.
      any
          any
          Whatever.

    NOTES
      - A note with code that is long enough to be wrapped when it is printed on a
        terminal.
      - At most one of tries, force.
      - With state: hard, key must be given.
      - With key, tags must be given.
      - link: TEXT sets path.
      - Skipped with --check.

    EXAMPLES
      - link:
          path: /a
          state: soft

    RETURNS
      path
          string
          Where it is.
    "
  `);
});

test('a module as a page', () => {
  expect(renderModulePage(link)).toMatchInlineSnapshot(`
    "<!-- Generated from the declarations by \`npm run gen\`; do not edit. -->

    # link

    Makes a link that leads from one path to another, and takes care of what stood there.

    Full name: \`ansible.builtin.link\`.

    ## Parameters

    | name | values | meaning |
    | --- | --- | --- |
    | \`path\` **required** (also \`dest\`) | path | Where. |
    | \`state\` **required** | \`hard\`, \`soft\` | What. |
    | \`force\` | boolean; default \`false\` | Even so \\| always. |
    | \`tries\` | integer | How often. Since 2.16. |
    | \`tags\` | list of string | Words. |
    | \`key\` | string | A key. Never shown. |
    | \`owner\` | mapping | Who. |
    | \`owner.name\` **required** | string | Name. |
    | \`any\` | any | Whatever. |

    ## Notes

    - A note with \`code\` that is long enough to be wrapped when it is printed on a terminal.
    - At most one of \`tries\`, \`force\`.
    - With \`state: hard\`, \`key\` must be given.
    - With \`key\`, \`tags\` must be given.
    - \`link: TEXT\` sets \`path\`.
    - Skipped with \`--check\`.

    ## Examples

    \`\`\`yaml
    - link:
        path: /a
        state: soft
    \`\`\`

    ## Returns

    | name | values | meaning |
    | --- | --- | --- |
    | \`path\` | string | Where it is. |
    "
  `);
});

test('the list of modules is sorted', () => {
  const names = renderModuleList([link, { ...link, name: 'acl' }]).match(/\w+(?=\.md\))/g);
  expect(names).toEqual(['acl', 'link']);
});

test('problems are sorted by code', () => {
  const page = renderProblemsPage([
    { code: 'b-code', room: 'run', message: 'b', help: 'do it' },
    { code: 'a-code', room: 'cli', message: '' },
  ]);
  expect(page.split('\n').slice(-3)).toEqual([
    '| `a-code` | the message says what |  | cli |',
    '| `b-code` | b | do it | run |',
    '',
  ]);
});

test('a role as a page', () => {
  const options = {
    swap_state: {
      type: 'str',
      choices: ['off', 'on'],
      default: 'off',
      description: ['One.', 'Two.'],
    },
    swap_files: {
      type: 'list',
      elements: 'dict',
      required: true,
      options: { path: { type: 'path', description: 'Path.' } },
    },
  };
  const main = { short_description: 'No swap', description: 'Turns it off.', options };
  const specs = toValue({ argument_specs: { main, check: { short_description: 'Looks' } } });
  expect(renderRolePage('swap', specs)).toMatchInlineSnapshot(`
    "<!-- Generated from the declarations by \`npm run gen\`; do not edit. -->

    # Role swap

    ## Entry point \`main\`

    No swap

    Turns it off.

    | parameter | type | default | meaning |
    | --- | --- | --- | --- |
    | \`swap_state\` | str: ["off", "on"] | \`"off"\` | One. Two. |
    | \`swap_files\` **required** | list of dict |  |  |
    | \`swap_files.path\` | path |  | Path. |

    ## Entry point \`check\`

    Looks

    It has no parameters.
    "
  `);
  expect(renderRolePage('empty', new Dict())).toContain('# Role empty\n');
});

describe('the schema of tasks', () => {
  const keywords = (
    [
      { name: 'name', shape: 'text' },
      { name: 'when', shape: 'conditions' },
      { name: 'become', shape: 'boolean' },
      { name: 'retries', shape: 'number' },
      { name: 'block', shape: 'list' },
      { name: 'vars', shape: 'map' },
      { name: 'loop', shape: 'any' },
    ] as const
  ).map((keyword) => ({
    ...keyword,
    on: ['task' as const],
    inherits: 'no' as const,
    description: `what ${keyword.name} means`,
  }));
  const check = createSchemaCheck(renderTasksSchema([link], keywords));
  const good = { path: '/a', state: 'soft' };

  test.each([
    ['a task', { name: 'x', link: good, when: ['a', true], become: 'yes', retries: '{{ n }}' }],
    ['a full name', { 'ansible.builtin.link': good }],
    ['an alias', { link: { dest: '/a', state: 'soft' } }],
    ['free form', { link: '/a state=soft' }],
    [
      'templates for every type',
      { link: { ...good, state: '{{ s }}', force: '{{ f }}', tries: '{{ t }}' } },
    ],
    ['words for a list', { link: { ...good, tags: 'a,b' } }],
    ['a block', { block: [{ link: good }], vars: { a: 1 } }],
    ['a module it does not know', { 'my.own.module': { any: 1 } }],
  ])('accepts %s', (_, task) => {
    expect(check([task])).toBe(true);
  });

  test.each([
    ['a misspelled parameter', { link: { ...good, pth: 1 } }],
    ['a missing parameter', { link: { path: '/a' } }],
    ['a value outside of the choices', { link: { ...good, state: 'firm' } }],
    ['no boolean', { link: { ...good, force: 'perhaps' } }],
    ['no number', { link: { ...good, tries: 'three' } }],
    ['a broken task in a block', { block: [{ link: { ...good, pth: 1 } }] }],
    ['nothing where something is required', { link: null }],
  ])('refuses %s', (_, task) => {
    expect(check([task])).toBe(false);
  });
});
