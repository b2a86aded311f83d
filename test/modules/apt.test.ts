/** apt: from what dpkg and apt say to what is called. Pure plans, and the lock's waiting for real. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import apt from '../../engine/modules/apt.ts';
import { callApt, hasAptChanged, refreshApt } from '../../engine/modules/_shared/apt-command.ts';
import { describeAge, lookAgain } from '../../engine/modules/_shared/apt-index.ts';
import {
  inspectPackages,
  matchesPattern,
  toPackageSpecs,
  type PackageState,
} from '../../engine/modules/_shared/apt-inspect.ts';
import type { AptParams, AptState } from '../../engine/modules/_shared/apt-plan.ts';
import type { Plain } from '../../engine/base/index.ts';
import type { Plan } from '../../engine/modules/index.ts';
import { makeFolder, openTestSession, shells } from '../host/shells.ts';
import { readParams } from './run-case.ts';

function toParams(params: Readonly<Record<string, Plain>>): AptParams {
  return readParams(apt, params) as AptParams; // oxlint-disable-line typescript/consistent-type-assertions -- read by the module's own schema
}

function one(text: string, more: Partial<PackageState> = {}): PackageState {
  const [spec = { text, name: text, version: undefined, isAtLeast: false }] = toPackageSpecs([
    text,
  ]);
  return {
    spec,
    version: undefined,
    hasConfig: false,
    isProvided: false,
    candidate: undefined,
    ...more,
  };
}

function plan(
  params: Readonly<Record<string, Plain>>,
  packages: readonly PackageState[],
  more: Partial<AptState> = {},
): Plan<unknown> {
  const state = {
    packages,
    index: undefined,
    deb: undefined,
    simulated: undefined,
    isCheckMode: false,
    ...more,
  };
  return apt.plan(toParams(params) as never, state); // oxlint-disable-line typescript/consistent-type-assertions -- read by the module's own schema
}

/** Titles of the steps, and what changes. */
function summary(made: Plan<unknown>): readonly string[] {
  return [...made.steps.map(({ title }) => title), ...made.changes.map(({ what }) => what)];
}

test('what a package provides is not there, where a package has that name', async () => {
  const answers: Readonly<Record<string, unknown>> = {
    'dpkg-status': new Map(),
    'dpkg-provides': new Set(['awk', 'bind9utils']),
    'apt-policy': new Map([['bind9utils', '1:9.18']]),
  };
  const host = { ask: ({ name }: { name: string }) => Promise.resolve(answers[name]) };
  const question = { needsCandidates: false, release: undefined, needsProvides: true };
  const states = await inspectPackages(['awk', 'bind9utils'], host as never, question); // oxlint-disable-line typescript/consistent-type-assertions -- only `ask` is called
  expect(states.map(({ isProvided }) => isProvided)).toEqual([true, false]);
});

test.each<[string, Readonly<Record<string, Plain>>, readonly PackageState[], readonly string[]]>([
  ['missing', { name: 'socat' }, [one('socat')], ['install socat', 'package socat']],
  ['there', { name: 'socat' }, [one('socat', { version: '1.7' })], []],
  ['provided by another', { name: 'awk' }, [one('awk', { isProvided: true })], []],
  [
    'in another version',
    { name: 'a=2*' },
    [one('a=2*', { version: '1.7' })],
    ['install a=2*', 'package a'],
  ],
  ['in a version that matches', { name: 'a=1*' }, [one('a=1*', { version: '1.7' })], []],
  [
    'new enough',
    { name: 'a>=1.5' },
    [one('a>=1.5', { version: '1.7', candidate: '2', isNewEnough: true })],
    [],
  ],
  [
    'too old',
    { name: 'a>=1.8' },
    [one('a>=1.8', { version: '1.7', candidate: '2', isNewEnough: false })],
    ['install a', 'package a'],
  ],
  ['latest', { name: 'a', state: 'latest' }, [one('a', { version: '1', candidate: '1' })], []],
  [
    'outdated',
    { name: 'a', state: 'latest' },
    [one('a', { version: '1', candidate: '2' })],
    ['install a', 'package a'],
  ],
  [
    'only upgraded',
    { name: 'a', state: 'latest', only_upgrade: true },
    [one('a', { candidate: '2' })],
    [],
  ],
  [
    'removed',
    { name: 'a', state: 'absent' },
    [one('a', { version: '1' })],
    ['remove a', 'package a'],
  ],
  ['gone', { name: 'a', state: 'absent' }, [one('a', { hasConfig: true })], []],
  [
    'purged',
    { name: 'a', state: 'absent', purge: true },
    [one('a', { hasConfig: true })],
    ['remove a', 'package a'],
  ],
])('a package that is %s', (_about, params, packages, expected) => {
  expect(summary(plan(params, packages))).toEqual(expected);
});

/** Refreshing, and looking whether anything was new. */
const REFRESH = ['update the package index', 'look how old the package index is'];

test.each([
  [{ update_cache: true }, 100, [...REFRESH, 'package index']],
  [{ update_cache: true, cache_valid_time: 3600 }, 100, []],
  [{ update_cache: true, cache_valid_time: 50 }, 100, [...REFRESH, 'package index']],
])('the index with %o', (params, age, expected) => {
  const index = { now: 10_000, refreshedAt: 10_000 - age };
  expect(summary(plan(params, [], { index }))).toEqual(expected);
  const checked = plan(params, [], { index, isCheckMode: true });
  expect(checked.steps).toEqual([]);
  expect(checked.changes).toEqual(plan(params, [], { index }).changes);
});

test('refreshing the index on the way is no change', () => {
  const index = { now: 10_000, refreshedAt: 0 };
  const made = plan({ name: 'socat', update_cache: true }, [one('socat', { version: '1' })], {
    index,
  });
  expect(summary(made)).toEqual(REFRESH);
});

test('latest cannot have a version', () => {
  expect(() => plan({ name: 'a=1', state: 'latest' }, [one('a=1')])).toThrow(
    'version number inconsistent with state=latest: a=1',
  );
});

test('options become words', () => {
  const params = {
    name: 'a',
    install_recommends: false,
    default_release: 'bookworm-backports',
    autoremove: true,
  };
  const [step] = plan(params, [one('a')]).steps;
  const script = step?.do === 'run' ? step.script.sh : '';
  for (const words of [
    '-t bookworm-backports',
    '-o APT::Install-Recommends=no',
    '--auto-remove',
    'install a',
  ]) {
    expect(script).toContain(words);
  }
});

test('a simulation tells what an upgrade changes', () => {
  const simulated = 'Inst libc6 [2.36-1] (2.36-2 Debian:12 [amd64])\nRemv old [1]\n';
  expect(plan({ upgrade: 'dist' }, [], { simulated }).changes).toEqual([
    { what: 'package libc6', before: '2.36-1', after: '2.36-2' },
    { what: 'package old', before: '1', after: 'absent' },
  ]);
  expect(plan({ upgrade: 'dist' }, [], { simulated: '' }).steps).toEqual([]);
});

test('names are read as Ansible reads them', () => {
  expect(
    toPackageSpecs([' a', 'b=1*', '*', '']).map(({ name, version }) => [name, version]),
  ).toEqual([
    ['a', undefined],
    ['b', '1*'],
  ]);
  expect(matchesPattern('1.2*', '1.2.3-1')).toBe(true);
  expect(matchesPattern('1.2', '1.2.3')).toBe(false);
});

test('the summary tells whether anything changed', () => {
  expect(hasAptChanged('0 upgraded, 0 newly installed, 0 to remove and 3 not upgraded.\n')).toBe(
    false,
  );
  expect(hasAptChanged('0 upgraded, 1 newly installed, 0 to remove and 3 not upgraded.\n')).toBe(
    true,
  );
});

test.each(shells)('waits for the lock and names its holder on $name', async (shell) => {
  const folder = makeFolder();
  const script = `#!/bin/sh
echo try >>'${folder}/tries'
if [ "$(grep -c try '${folder}/tries')" -lt 2 ] || [ "$1" = never ]; then
  echo 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)' >&2
  exit 100
fi
echo done
`;
  writeFileSync(join(folder, 'apt-get'), script);
  chmodSync(join(folder, 'apt-get'), 0o755);
  const session = openTestSession(shell);
  const options = toParams({ name: 'a', lock_timeout: 1 });
  const run = async (word: string): Promise<{ rc: number; stdout: string; stderr: string }> => {
    const own = callApt([word], options);
    const [outcome] = await session.run([
      {
        do: 'run',
        title: 'apt',
        script: { sh: `PATH='${folder}':$PATH\n${own.sh}` },
        accepts: 'any',
      },
    ]);
    return { rc: outcome?.rc ?? -1, stdout: outcome?.stdout ?? '', stderr: outcome?.stderr ?? '' };
  };
  expect(await run('update')).toEqual({ rc: 0, stdout: 'done\n', stderr: '' });
  const held = await run('never');
  expect(held.rc).toBe(100);
  expect(held.stderr).toContain('held by process 812 (unattended-upgr)');
});

test.each(shells)('asks again for an index that cannot be had for now on $name', async (shell) => {
  const folder = makeFolder();
  const script = `#!/bin/sh
echo "$@" >>'${folder}/tries'
[ "$(wc -l <'${folder}/tries')" -lt 3 ] || exit 0
echo 'W: Some index files failed to download. They have been ignored, or old ones used instead.' >&2
`;
  writeFileSync(join(folder, 'apt-get'), script);
  chmodSync(join(folder, 'apt-get'), 0o755);
  const session = openTestSession(shell);
  const run = async (tries: number) => {
    writeFileSync(join(folder, 'tries'), '');
    const params = { update_cache_retries: tries, update_cache_retry_max_delay: 0 };
    const own = refreshApt(toParams({ name: 'a' }), params);
    const refresh = { sh: `PATH='${folder}':$PATH\n${own.sh}` };
    const [outcome] = await session.run([{ do: 'run', title: 'apt', script: refresh }]);
    const said = readFileSync(join(folder, 'tries'), 'utf8');
    return { rc: outcome?.rc, tries: said.split('\n').length - 1 };
  };
  expect(await run(2)).toEqual({ rc: 100, tries: 2 });
  expect(await run(5)).toEqual({ rc: 0, tries: 3 });
});

test.each([
  ['10', { cache_updated: false, cache_update_time: 10 }],
  ['11', { cache_updated: true, cache_update_time: 11 }],
  ['', {}],
])('an index that is of 10 before and of «%s» behind', (seen, told) => {
  const outcome = { rc: 0, stdout: `${seen}\n`, stderr: '', startedAt: 0, endedAt: 0 };
  expect(describeAge(10, [{ ...outcome, step: lookAgain, status: 'done' }])).toEqual(told);
});
