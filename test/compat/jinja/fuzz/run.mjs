#!/usr/bin/env node
/**
 * Generates templates and values, renders them with real Ansible and with the build, and shrinks each
 * difference to its smallest case.
 *
 *     npm run fuzz:jinja -- [--seed 1] [--count 50000] [--show 20] [--explained]
 *
 * Needs python3 with ansible-core 2.14 (PYTHON names another interpreter), its collections and
 * jmespath; filters of addresses are only tried where it has netaddr. Exit code 1 when a difference
 * is left that explained.mjs does not explain.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { answerCase, isRight } from '../answers.mjs';
import * as adapter from '../adapter.mjs';
import { explain } from './explained.mjs';
import { methodsOf } from './objects.mjs';
import { startOracle } from './oracle.mjs';
import { makeRandom } from './random.mjs';
import { makeCase, toRequest } from './templates.mjs';
import { smallerTrees, write } from './tree.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const fixtures = join(here, '../fixtures');
const BATCH = 200;
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '50000' },
    show: { type: 'string', default: '20' },
    explained: { type: 'boolean', default: false },
  },
});

const oracle = startOracle(join(here, '../oracle.py'), fixtures);

/** Another process, in which objects lie elsewhere. */
const other = startOracle(join(here, '../oracle.py'), fixtures, { PYTHONMALLOC: 'malloc' });

const answer = (request) => answerCase({ ...request, id: 'fuzz' }, adapter, fixtures);

/** Compares; undefined when both answer alike. */
async function compare(request, real) {
  const ours = answer(request);
  if (isRight({ ...real }, ours)) return undefined;
  const methods = methodsOf(request.template).map((template) => ({ ...request, template }));
  const [again] = await other.ask([request]);
  const shown = await oracle.ask(methods);
  return { request, real, ours, again, shown: shown.map(({ expect }) => expect) };
}

const findReason = (difference) => explain({ ...difference, render: answer });
const isUnexplained = (difference) =>
  difference !== undefined && findReason(difference) === undefined;

/** Takes smaller trees as long as they still differ without an explanation. */
async function shrink(found) {
  let best = found;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const tree of smallerTrees(best.case.tree)) {
      if (write(tree).length >= write(best.case.tree).length) continue;
      const smaller = { ...best.case, tree };
      const request = toRequest(smaller);
      const [real] = await oracle.ask([request]);
      const difference = await compare(request, real);
      if (!isUnexplained(difference)) continue;
      best = { case: smaller, difference };
      isSmaller = true;
      break;
    }
  }
  return best;
}

/** Leaves out the variables that the case does without. */
async function dropVariables({ case: one, difference }) {
  let [vars, last] = [one.vars, difference];
  for (const name of Object.keys(vars)) {
    const rest = Object.fromEntries(Object.entries(vars).filter(([other]) => other !== name));
    const request = toRequest({ ...one, vars: rest });
    const [real] = await oracle.ask([request]);
    const smaller = await compare(request, real);
    if (isUnexplained(smaller)) [vars, last] = [rest, smaller];
  }
  return last;
}

const [address] = await oracle.ask([
  { mode: 'string', template: '{{ "10.0.0.1/8" | ansible.utils.ipaddr("network") }}', vars: {} },
]);
const hasAddresses = address.error === undefined;
if (!hasAddresses) console.log('without filters of addresses: python3 has no netaddr');

const seed = Number(options.seed);
const count = Number(options.count);
const random = makeRandom(seed);
const explained = new Map();
const unexplained = new Map();
let errors = 0;
for (let done = 0; done < count; done += BATCH) {
  const cases = Array.from({ length: Math.min(BATCH, count - done) }, () =>
    makeCase(random, hasAddresses),
  );
  const requests = cases.map(toRequest);
  const answers = await oracle.ask(requests);
  for (const [index, real] of answers.entries()) {
    if (real.error !== undefined) errors += 1;
    const difference = await compare(requests[index], real);
    if (difference === undefined) continue;
    const reason = findReason(difference);
    if (reason !== undefined) {
      explained.set(reason, (explained.get(reason) ?? 0) + 1);
      if (options.explained) console.log(reason, JSON.stringify(difference));
      continue;
    }
    const small = await dropVariables(await shrink({ case: cases[index], difference }));
    const key = small.request.template;
    if (unexplained.has(key)) continue;
    unexplained.set(key, small);
    if (unexplained.size <= Number(options.show)) console.log(JSON.stringify(small));
  }
}
oracle.stop();
other.stop();
for (const [reason, times] of explained) console.log(`explained ${times} times: ${reason}`);
console.log(
  `seed ${seed}: ${count} cases, ${errors} of them errors, ${unexplained.size} unexplained differences`,
);
process.exitCode = unexplained.size === 0 ? 0 : 1;
