/** The page that says what of Ansible is there, in numbers that the declarations and the tests give. */
import { GENERATED, joinPage, renderTable } from './markdown.ts';

/** What is compared, and how much of it there is. */
export interface CompatibilityDoc {
  /** Modules of ansible.builtin in ansible-core 2.14, deprecated ones left out. */
  readonly builtin: number;
  readonly missing: readonly string[];
  /** Modules of other collections. */
  readonly more: readonly string[];
  readonly keywords: number;
  readonly settings: number;
  readonly settingsWithoutEffect: number;
  readonly flags: readonly (readonly [string, number])[];
  readonly flagCalls: number;
  readonly samples: number;
  readonly situations: number;
  readonly templates: number;
  readonly targets: readonly (readonly [string, number])[];
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function rowsOf(doc: CompatibilityDoc): readonly (readonly string[])[] {
  const there = doc.builtin - doc.missing.length;
  const flags = doc.flags.map(([program, count]) => `\`${program}\` ${String(count)}`).join(', ');
  const targets = doc.targets.reduce((sum, [, count]) => sum + count, 0);
  return [
    [
      'Modules of `ansible.builtin`',
      `${String(there)} of ${String(doc.builtin)}; not there: ${code(doc.missing)}`,
      '[modules](modules/README.md), generated',
    ],
    [
      'Modules of other collections',
      `${String(doc.more.length)}: ${code(doc.more)}`,
      '[modules](modules/README.md), generated',
    ],
    [
      'What modules do and answer',
      `${String(doc.situations)} situations recorded with Ansible`,
      '`npm run test:modules`, on throwaway hosts',
    ],
    ['Keywords', String(doc.keywords), '[keywords](keywords.md), generated'],
    [
      'Settings of ansible.cfg and the environment',
      `${String(doc.settings)} count, ${String(doc.settingsWithoutEffect)} are read and mean nothing`,
      '[settings](settings.md), generated',
    ],
    [
      'Flags',
      `all: ${flags}; ${String(doc.flagCalls)} calls of \`ansible-playbook\` recorded`,
      '`test/cli/flags`',
    ],
    [
      'Playbooks: output, recap, exit code',
      `${String(doc.samples)} recorded with Ansible`,
      '`test/samples`',
    ],
    [
      'Templates',
      `${String(doc.templates)} recorded with Ansible, Jinja2 and Python`,
      '`test/compat/jinja`',
    ],
    [
      "Ansible's own integration targets",
      `${String(targets)}: ${doc.targets.map(([name, count]) => `${name} ${String(count)}`).join(', ')}`,
      '`npm run compat:ansible`, with a tree of Ansible',
    ],
  ];
}

/** Renders the page. */
export function renderCompatibilityPage(doc: CompatibilityDoc): string {
  return joinPage([
    GENERATED,
    '',
    '# What of Ansible is there',
    '',
    'Compared with ansible-core 2.14. The numbers come from the declarations and from the recordings that the',
    'tests compare with; none is written by hand.',
    '',
    ...renderTable(['what', 'how much', 'where it is compared'], rowsOf(doc)),
    '',
    'What differs on purpose, and what is not there: [differences](differences.md). How to come over:',
    '[from ansible-playbook to kplay](from-ansible-playbook.md).',
  ]);
}
