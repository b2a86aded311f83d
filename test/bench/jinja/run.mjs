#!/usr/bin/env node
/**
 * Compares the build with real Jinja2 in one run, in processor time, and prints ratios.
 *
 *     npm run bench:jinja
 *
 * Strings are rendered as task arguments are; Jinja2 renders them without Ansible's part around it,
 * and keeps its compiled templates in a list (Ansible itself compiles each text anew each time).
 * What is cached is rendered many times; the best pass counts, on both sides.
 */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeStrings, makeUnit, variables } from './work.mjs';

const dist = process.env.KPLAY_DIST ?? new URL('../../../dist', import.meta.url).pathname;
const { Dict, locateScalar } = await import(`${dist}/base/index.js`);
const { createTemplates } = await import(`${dist}/template/index.js`);
const here = dirname(fileURLToPath(import.meta.url));
const UNITS = 200;
/** V8 takes up to a second before all of it is optimized, which a run of any length has. */
const PASSES = 200;

function toValue(given) {
  if (Array.isArray(given)) return given.map(toValue);
  if (typeof given !== 'object') return given;
  return new Dict(Object.entries(given).map(([key, value]) => [key, toValue(value)]));
}

const known = new Map(Object.entries(variables).map(([name, value]) => [name, toValue(value)]));
const context = {
  names: {
    has: (name) => known.has(name),
    get: (name) => known.get(name),
    all: () => known.keys(),
  },
  reader: { find: () => undefined, env: () => undefined, now: () => new Date() },
};

function locate(text) {
  return locateScalar(text, { file: { path: '<bench>', text }, start: 0, end: text.length });
}

function timed(action) {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function measure(strings, unit) {
  const located = strings.map(locate);
  const templates = createTemplates();
  const renderAll = () => {
    for (const one of located) templates.render(one, context);
  };
  const first = timed(renderAll);
  const again = Array.from({ length: PASSES }, () => timed(renderAll));
  const whole = timed(() => {
    for (let number = 0; number < UNITS; number += 1) {
      const file = { path: `unit${number}.j2`, text: unit + number };
      templates.renderFile(file, {}, context);
    }
  });
  return { first, again, unit: whole };
}

/** Megabytes of what is kept of compiled strings; in a process of its own, where nothing else goes. */
function weigh(strings) {
  const located = strings.map(locate);
  const templates = createTemplates();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (const one of located) templates.render(one, context);
  globalThis.gc?.();
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6;
  // Still used, so still there when the heap was measured.
  templates.render(located[0], context);
  return megabytes;
}

function weighApart() {
  const file = fileURLToPath(import.meta.url);
  return Number(
    execFileSync(process.execPath, ['--expose-gc', file, 'weigh'], { encoding: 'utf8' }),
  );
}

if (process.argv[2] === 'weigh') {
  console.log(weigh(makeStrings(10_000)));
  process.exit(0);
}
const [strings, unit] = [makeStrings(10_000), makeUnit()];
const input = JSON.stringify({ strings, unit, units: UNITS, passes: PASSES, variables });
const python = process.env.PYTHON ?? '/usr/bin/python3';
const theirs = JSON.parse(
  execFileSync(python, [join(here, 'measure.py')], { input, encoding: 'utf8' }),
);
const ours = measure(strings, unit);
const memory = weighApart();
const GOALS = { first: 5, again: 10, unit: 5 };
const NAMES = {
  first: '10,000 distinct small strings',
  again: `the same again, from the cache, the best of ${PASSES} passes`,
  unit: `${UNITS} unit files of ${unit.split('\n').length - 1} lines`,
};
let isMet = memory < 100;
for (const [name, goal] of Object.entries(GOALS)) {
  const [their, our] = [theirs[name], ours[name]].map((seconds) => Math.min(...[seconds].flat()));
  const ratio = their / our;
  isMet &&= ratio >= goal;
  const [a, b] = [their, our].map((seconds) => `${seconds.toFixed(3)} s`);
  console.log(`${NAMES[name]}: Jinja2 ${a}, kplay ${b}, ${ratio.toFixed(1)} times (goal ${goal})`);
}
console.log(`10,000 cached templates: ${memory.toFixed(1)} MB (goal: below 100)`);
process.exitCode = isMet ? 0 : 1;
