/** The order of the rooms holds: no import upward, none past a room's door, no cycle of files. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { findCycles, listImports, roomOf, type ImportLine } from './engine-imports.ts';

const root = join(import.meta.dirname, '../..');
const imports = listImports(join(root, 'engine'));
const order = await loadOrder();

/** The order that lint enforces: there is one statement of it. */
async function loadOrder(): Promise<readonly (readonly string[])[]> {
  const rules: unknown = await import(pathToFileURL(join(root, '.config/rooms.js')).href);
  if (!isRules(rules)) throw new TypeError('.config/rooms.js has no order');
  return rules.order;
}

function isRules(value: unknown): value is { readonly order: readonly (readonly string[])[] } {
  return typeof value === 'object' && value !== null && 'order' in value;
}

function levelOf(room: string): number {
  return order.findIndex((level) => level.includes(room));
}

function describe({ from, to }: ImportLine): string {
  return `${from} imports ${to}`;
}

const between = imports.filter(({ from, to, isOwn }) => {
  const room = roomOf(from);
  return isOwn && room !== undefined && room !== roomOf(to);
});

test('there is something to check', () => {
  expect(imports.length).toBeGreaterThan(300);
  expect(between.length).toBeGreaterThan(100);
});

test('every folder of the engine is a room with a place in the order', () => {
  const rooms = new Set(imports.flatMap(({ from }) => roomOf(from) ?? []));
  expect([...rooms].filter((room) => levelOf(room) === -1)).toEqual([]);
});

test('no room imports one to its left, beside it, or the engine itself', () => {
  const upward = between.filter(({ from, to }) => {
    const target = roomOf(to);
    return target === undefined || levelOf(target) <= levelOf(roomOf(from) ?? '');
  });
  expect(upward.map(describe)).toEqual([]);
});

/** The index of the modules is generated from them, so what a module is stands beside it. */
const SECOND_DOOR = 'modules/contract.ts';

test('a room is entered through its index.ts', () => {
  const past = between.filter(
    ({ to }) => to !== `${roomOf(to) ?? ''}/index.ts` && to !== SECOND_DOOR,
  );
  expect(past.map(describe)).toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(findCycles(imports).map((cycle) => cycle.join(' -> '))).toEqual([]);
});

test('modules do not know each other', () => {
  const isModule = (path: string): boolean =>
    /^modules\/[^/_]+\.ts$/.test(path) && !/\/(?:contract|index)\.ts$/.test(path);
  const known = imports.filter(({ from, to }) => isModule(from) && isModule(to));
  expect(known.map(describe)).toEqual([]);
});

test('rooms that must not touch the machine import nothing of Node', () => {
  const pure = ['base', 'schema', 'shell', 'playbook', 'vars', 'run', 'modules'];
  const touching = imports.filter(
    ({ from, to }) => to.startsWith('node:') && pure.includes(roomOf(from) ?? ''),
  );
  expect(touching.map(describe)).toEqual([]);
});

test('findCycles finds a circle', () => {
  const line = (from: string, to: string): ImportLine => {
    return { from, to, isOwn: true, isTypeOnly: false };
  };
  const chain = [line('a.ts', 'b.ts'), line('b.ts', 'c.ts')];
  const back = line('c.ts', 'a.ts');
  expect(findCycles([...chain, back])).toEqual([['a.ts', 'b.ts', 'c.ts', 'a.ts']]);
  expect(findCycles([...chain, { ...back, isTypeOnly: true }])).toEqual([]);
});
