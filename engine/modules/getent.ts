/** getent: entries of passwd, group, hosts and the other databases of a host, as facts. */
import { TaskFailure } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { defineModule } from './contract.ts';

const COLON = ['passwd', 'shadow', 'group', 'gshadow'];

const MESSAGES: Readonly<Record<number, string>> = {
  1: 'Missing arguments, or database unknown.',
  2: 'One or more supplied key could not be found in the database.',
  3: 'Enumeration not supported on this database.',
};

type Entry = readonly string[] | readonly (readonly string[])[];

/** A key that comes several times has a list of its values. Observed with Ansible 2.14. */
function collect(
  lines: readonly string[],
  split: string | undefined,
): Readonly<Record<string, Entry>> {
  const found = new Map<string, readonly (readonly string[])[]>();
  for (const line of lines) {
    const words = split === undefined ? line.trim().split(/\s+/) : line.split(split);
    const [name = '', ...values] = words;
    found.set(name, [...(found.get(name) ?? []), values]);
  }
  const toEntry = (all: readonly (readonly string[])[]): Entry =>
    all.length > 1 ? all : (all[0] ?? []);
  return Object.fromEntries([...found].map(([name, all]) => [name, toEntry(all)]));
}

export default defineModule({
  name: 'getent',
  collection: 'ansible.builtin',
  summary: 'Asks a database of the host (passwd, group, hosts, …).',
  params: {
    properties: {
      database: { type: 'string', description: 'The database.' },
      key: { type: 'string', default: '', description: 'One entry; all when not given.' },
      service: { type: 'string', description: 'Override where the entries come from.' },
      split: { type: 'string', description: 'What separates the values of an entry.' },
      fail_key: {
        type: 'boolean',
        default: true,
        description: 'Fail when the key is not there; otherwise its value is null.',
      },
    },
    required: ['database'],
  },
  returns: {
    ansible_facts: { type: 'object', description: '`getent_<database>`.' },
    msg: { type: 'string', description: 'That the key is not there, where that is no failure.' },
  },
  examples: ['- getent:\n    database: passwd\n    key: root\n'],
  inspect(params, host) {
    const { database, key, service } = params;
    const source = service === undefined ? [] : ['-s', service];
    const name = key === '' ? [] : [key];
    return host.ask({
      name: 'getent',
      script: sh`getent ${source} ${database} ${name}`,
      parse: ({ rc, stdout }) => ({ rc, lines: stdout.split('\n').filter((line) => line !== '') }),
    });
  },
  plan(params, { rc, lines }) {
    const { database, key } = params;
    const isMissing = rc === 2 && !params.fail_key;
    if (rc !== 0 && !isMissing) {
      throw new TaskFailure(MESSAGES[rc] ?? 'Unexpected failure!');
    }
    const split = params.split ?? (COLON.includes(database) ? ':' : undefined);
    const found = isMissing ? { [key]: null } : collect(lines, split);
    const facts = { [`getent_${database}`]: found };
    return {
      changes: [],
      steps: [],
      returns: { ansible_facts: facts, ...(isMissing ? { msg: MESSAGES[2] } : {}) },
      effects: [{ set: 'facts', facts }],
    };
  },
});
