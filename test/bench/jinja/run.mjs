#!/usr/bin/env node
/**
 * Compares the build with real Jinja2 in one run, in processor time, and prints ratios.
 *
 *     npm run bench:jinja
 *
 * Strings are rendered as task arguments are; Jinja2 renders them without Ansible's part around it.
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
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const renderAll = () => {
    for (const one of located) templates.render(one, context);
  };
  const first = timed(renderAll);
  globalThis.gc?.();
  const memory = (process.memoryUsage().heapUsed - before) / 1e6;
  const again = timed(renderAll);
  const whole = timed(() => {
    for (let number = 0; number < UNITS; number += 1) {
      const file = { path: `unit${number}.j2`, text: unit + number };
      templates.renderFile(file, {}, context);
    }
  });
  return { first, again, unit: whole, memory };
}

const [strings, unit] = [makeStrings(10_000), makeUnit()];
const input = JSON.stringify({ strings, unit, units: UNITS, variables });
const python = process.env.PYTHON ?? '/usr/bin/python3';
const theirs = JSON.parse(
  execFileSync(python, [join(here, 'measure.py')], { input, encoding: 'utf8' }),
);
const ours = measure(strings, unit);
const GOALS = { first: 5, again: 10, unit: 5 };
const NAMES = {
  first: '10,000 distinct small strings',
  again: 'the same again, from the cache',
  unit: `${UNITS} unit files of ${unit.split('\n').length - 1} lines`,
};
let isMet = ours.memory < 100;
for (const [name, goal] of Object.entries(GOALS)) {
  const ratio = theirs[name] / ours[name];
  isMet &&= ratio >= goal;
  const [a, b] = [theirs[name], ours[name]].map((seconds) => `${seconds.toFixed(3)} s`);
  console.log(`${NAMES[name]}: Jinja2 ${a}, kplay ${b}, ${ratio.toFixed(1)} times (goal ${goal})`);
}
console.log(`10,000 cached templates: ${ours.memory.toFixed(1)} MB (goal: below 100)`);
process.exitCode = isMet ? 0 : 1;
