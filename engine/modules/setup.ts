/** setup: gathers facts with one sh script. No Python is needed on the host. */
import { Dict, toValue, type Plain } from '../base/index.ts';
import type { Probe } from '../host/index.ts';
import { joinSh } from '../shell/index.ts';
import { toAnswer, type FactFamily, type Facts } from './_shared/facts/fact-family.ts';
import { systemFamilies } from './_shared/facts/distribution.ts';
import { hardwareFamilies } from './_shared/facts/hardware.ts';
import { localFamily } from './_shared/facts/local.ts';
import { minimalFamilies } from './_shared/facts/minimal.ts';
import { networkFamilies } from './_shared/facts/network.ts';
import { securityFamilies } from './_shared/facts/security.ts';
import { chooseCollectors } from './_shared/facts/subsets.ts';
import { storageFamilies } from './_shared/facts/mounts.ts';
import { storageLinkFamilies } from './_shared/facts/storage-links.ts';
import { virtualFamilies } from './_shared/facts/virtual.ts';
import { defineModule } from './contract.ts';

function allFamilies(factPath: string): readonly FactFamily[] {
  return [
    ...minimalFamilies,
    ...securityFamilies,
    ...systemFamilies,
    ...hardwareFamilies,
    ...storageFamilies,
    ...storageLinkFamilies,
    ...networkFamilies,
    ...virtualFamilies,
    localFamily(factPath),
  ];
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

/** Facts under the names that plays know them by; what was asked for is told with them. */
function nameFacts(facts: Facts, subsets: readonly string[]): Readonly<Record<string, Plain>> {
  const named = Object.entries(facts).map(([name, value]) => [`ansible_${name}`, value] as const);
  return { ...Object.fromEntries(named), gather_subset: subsets, module_setup: true };
}

function filterFacts(
  facts: Readonly<Record<string, Plain>>,
  filters: readonly string[],
): Readonly<Record<string, Plain>> {
  const patterns = filters.filter((text) => text !== '').map(toPattern);
  const isShown = (name: string): boolean =>
    patterns.length === 0 ||
    patterns.some((pattern) => pattern.test(name) || pattern.test(name.replace(/^ansible_/, '')));
  return Object.fromEntries(Object.entries(facts).filter(([name]) => isShown(name)));
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
    const chosen = chooseCollectors(params.gather_subset);
    const families = allFamilies(params.fact_path).filter(({ name, subset }) =>
      chosen.has(subset ?? name),
    );
    const facts = await host.ask(gather(families));
    const env = toValue(facts['env']);
    if (!(env instanceof Dict)) return facts;
    // The environment of the task counts as the host's, as if the facts had been gathered in it.
    const joined = new Dict([...env, ...Object.entries(controller.environment)]);
    return { ...facts, env: joined };
  },
  plan(params, facts) {
    const shown = filterFacts(nameFacts(facts, params.gather_subset), params.filter);
    return {
      changes: [],
      steps: [],
      returns: { ansible_facts: shown },
      effects: [{ set: 'facts', facts: shown }],
    };
  },
});
