/** setup: gathers facts with one sh script. No Python is needed on the host. */
import { Dict, toValue, type Plain } from '../base/index.ts';
import { TaskFailure, type Probe } from '../host/index.ts';
import { joinSh } from '../shell/index.ts';
import { toAnswer, type FactFamily, type Facts } from './_shared/facts/fact-family.ts';
import { systemFamilies } from './_shared/facts/distribution.ts';
import { hardwareFamilies } from './_shared/facts/hardware.ts';
import { localFamily } from './_shared/facts/local.ts';
import { minimalFamilies } from './_shared/facts/minimal.ts';
import { networkFamilies } from './_shared/facts/network.ts';
import { securityFamilies } from './_shared/facts/security.ts';
import { storageFamilies } from './_shared/facts/mounts.ts';
import { virtualFamilies } from './_shared/facts/virtual.ts';
import { defineModule } from './contract.ts';

function allFamilies(factPath: string): readonly FactFamily[] {
  return [
    ...minimalFamilies,
    ...securityFamilies,
    ...systemFamilies,
    ...hardwareFamilies,
    ...storageFamilies,
    ...networkFamilies,
    ...virtualFamilies,
    localFamily(factPath),
  ];
}

/** Subsets that Ansible knows and that have no facts without a tool of their own. */
const EMPTY_SUBSETS = ['facter', 'ohai', 'python'];

/**
 * Chooses families as Ansible does: `all` unless something is named, `min` always unless it is
 * refused with `!min`, and what `!` names taken away.
 */
function chooseFamilies(
  families: readonly FactFamily[],
  subsets: readonly string[],
): readonly FactFamily[] {
  const belongs = (family: FactFamily, name: string): boolean =>
    name === 'all' || name === family.subset || name === family.name;
  const isKnown = (name: string): boolean =>
    EMPTY_SUBSETS.includes(name) || families.some((family) => belongs(family, name));
  const wanted = subsets.filter((name) => !name.startsWith('!'));
  const refused = subsets.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
  const unknown = [...wanted, ...refused].find((name) => !isKnown(name));
  if (unknown !== undefined) {
    const names = ['all', 'min', 'hardware', 'network', 'virtual'];
    throw new TaskFailure(
      `Bad subset '${unknown}' given to Ansible. gather_subset options allowed: ` +
        [...names, ...families.map(({ name }) => name)].join(', '),
    );
  }
  const isAll = wanted.length === 0 || wanted.includes('all');
  return families.filter((family) => {
    const isNamed = wanted.some((name) => name !== 'all' && belongs(family, name));
    if (isNamed) return true;
    if (family.subset === 'min' && !refused.includes('min')) return !refused.includes(family.name);
    return isAll && !refused.some((name) => belongs(family, name));
  });
}

function gather(families: readonly FactFamily[]): Probe<Facts> {
  return {
    name: 'facts',
    script: joinSh([...families.map(({ script }) => script), { sh: ':' }]),
    parse({ stdout }) {
      const answer = toAnswer(`\n${stdout}`);
      let facts: Facts = {};
      for (const family of families) facts = { ...facts, ...family.parse(answer, facts) };
      return facts;
    },
  };
}

/** Matches a shell pattern (`*`, `?`, `[…]`) against a whole name. */
function toPattern(pattern: string): RegExp {
  const source = pattern.replaceAll(/[.+^${}()|\\]/g, '\\$&');
  const open = source.replaceAll('*', '.*').replaceAll('?', '.').replaceAll('[!', '[^');
  return new RegExp(`^${open}$`);
}

function filterFacts(facts: Facts, filters: readonly string[]): Readonly<Record<string, Plain>> {
  const patterns = filters.filter((text) => text !== '').map(toPattern);
  const isShown = (name: string): boolean =>
    patterns.length === 0 ||
    patterns.some((pattern) => pattern.test(name) || pattern.test(`ansible_${name}`));
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([name]) => isShown(name))
      .map(([name, value]) => [`ansible_${name}`, value]),
  );
}

export default defineModule({
  name: 'setup',
  collection: 'ansible.builtin',
  summary: 'Gathers facts about a host.',
  notes: ['Facts about Python are there when the host has one; kplay itself needs none.'],
  params: {
    properties: {
      gather_subset: {
        type: 'array',
        items: { type: 'string', description: 'all, min, hardware, network, virtual or a family.' },
        default: ['all'],
        description: 'What to gather; `!name` leaves something out.',
      },
      gather_timeout: {
        type: 'integer',
        default: 10,
        description: 'Accepted; one script gathers everything, so nothing is cut off.',
      },
      filter: {
        type: 'array',
        items: { type: 'string', description: 'A shell pattern.' },
        default: [],
        description: 'Show only facts whose names match.',
      },
      fact_path: {
        type: 'string',
        'x-coerce': 'path',
        default: '/etc/ansible/facts.d',
        description: "Folder of the host's own `*.fact` files.",
      },
    },
  },
  returns: { ansible_facts: { type: 'object', description: 'The facts.' } },
  examples: [
    '- setup:\n    gather_subset: [network, "!hardware"]\n',
    '- setup: filter=ansible_*_mb\n',
  ],
  async inspect(params, host, controller) {
    const families = chooseFamilies(allFamilies(params.fact_path), params.gather_subset);
    const facts = await host.ask(gather(families));
    const env = toValue(facts['env']);
    if (!(env instanceof Dict)) return facts;
    // The environment of the task counts as the host's, as if the facts had been gathered in it.
    const joined = new Dict([...env, ...Object.entries(controller.environment)]);
    return { ...facts, env: joined };
  },
  plan(params, facts) {
    const shown = filterFacts(facts, params.filter);
    return {
      changes: [],
      steps: [],
      returns: { ansible_facts: shown },
      effects: [
        {
          set: 'facts',
          facts: { ...shown, gather_subset: params.gather_subset, module_setup: true },
        },
      ],
    };
  },
});
