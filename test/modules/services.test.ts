/** systemd and service: from what systemctl says to what is called. Pure plans. */
import { describe, expect, test } from 'vitest';
import service from '../../engine/modules/service.ts';
import serviceFacts from '../../engine/modules/service_facts.ts';
import systemd from '../../engine/modules/systemd.ts';
import {
  parseProperties,
  unitState,
  type UnitState,
} from '../../engine/modules/_shared/systemd.ts';
import type { Plain } from '../../engine/base/index.ts';
import type { Probe, Step } from '../../engine/host/index.ts';
import { readParams } from './run-case.ts';

const active: UnitState = {
  status: { LoadState: 'loaded', ActiveState: 'active' },
  isKnown: true,
  isInitScript: false,
  isEnabled: true,
  isMasked: false,
  isOffline: false,
};
const inactive = { ...active, status: { LoadState: 'loaded', ActiveState: 'inactive' } };

function calls(steps: readonly Step[]): readonly string[] {
  return steps.map((step) =>
    step.do === 'run' ? step.script.sh.replaceAll(/\s+/g, ' ') : step.do,
  );
}

function planSystemd(params: Readonly<Record<string, Plain>>, state: UnitState): readonly string[] {
  const read = readParams(systemd, { name: 'kubelet', ...params });
  const plan = systemd.plan(read as never, state); // oxlint-disable-line typescript/consistent-type-assertions -- read by the module's own schema
  expect(plan.changes.length).toBe(plan.steps.filter((step) => step.housekeeping !== true).length);
  return calls(plan.steps);
}

test.each<[Readonly<Record<string, Plain>>, UnitState, readonly string[]]>([
  [{ state: 'started' }, active, []],
  [{ state: 'started' }, inactive, ['systemctl start -- kubelet']],
  [{ state: 'stopped' }, active, ['systemctl stop -- kubelet']],
  [{ state: 'restarted' }, active, ['systemctl restart -- kubelet']],
  [{ state: 'restarted' }, inactive, ['systemctl start -- kubelet']],
  [{ state: 'reloaded' }, active, ['systemctl reload -- kubelet']],
  [{ enabled: true }, active, []],
  [{ enabled: false }, active, ['systemctl disable -- kubelet']],
  [{ masked: true }, active, ['systemctl mask -- kubelet']],
  [{ masked: false }, { ...active, isMasked: true }, ['systemctl unmask -- kubelet']],
  [{ daemon_reload: true, state: 'started' }, active, ['systemctl daemon-reload']],
  [{ state: 'started', no_block: true }, inactive, ['systemctl start --no-block -- kubelet']],
  [{ state: 'started' }, { ...inactive, isOffline: true }, []],
])('%o on %o', (params, state, expected) => {
  expect(
    planSystemd(params, state).map((call) => call.replace(' -- ', ' -- ').replace('  ', ' ')),
  ).toEqual(expected);
});

test('a unit that is not there is named', () => {
  const missing = { ...inactive, isKnown: false, status: { LoadState: 'not-found' } };
  expect(() => planSystemd({ state: 'started' }, missing)).toThrow(
    'Could not find the requested service kubelet: host',
  );
});

test('systemctl show is read with values over several lines', () => {
  const text = 'ActiveState=active\nExecStart={ path=/bin/a ;\n argv[]=a }\nId=a.service\n';
  expect(parseProperties(text)).toEqual({
    ActiveState: 'active',
    ExecStart: '{ path=/bin/a ;\n argv[]=a }',
    Id: 'a.service',
  });
});

test.each([
  ['enabled', '0', true],
  ['indirect', '0', false],
  ['alias', '0', false],
  ['alias\n  /etc/systemd/system/a.service', '0', true],
  ['disabled', '1', false],
])('is-enabled says %s with %s', (said, rc, isEnabled) => {
  const stdout = `LoadState=loaded\nshow 0\n---\n${said}\nenabled ${rc}\n`;
  expect(unitState('a', 'system').parse({ rc: 0, stdout, stderr: '' })).toMatchObject({
    isEnabled,
    isKnown: true,
  });
});

test('what only systemd knows is done where systemd is', () => {
  const read = readParams(service, { name: 'kubelet', state: 'started', 'daemon-reload': true });
  const plan = service.plan(read as never, { manager: 'systemd', unit: inactive }); // oxlint-disable-line typescript/consistent-type-assertions -- read by the module's own schema
  expect(calls(plan.steps)).toEqual(['systemctl daemon-reload', 'systemctl start -- kubelet']);
  const script = { isKnown: true, isRunning: false, isEnabled: false };
  const planOpenrc = (): unknown =>
    service.plan(read as never, { manager: 'openrc', name: 'kubelet', script }); // oxlint-disable-line typescript/consistent-type-assertions -- as above
  expect(planOpenrc).toThrow('`daemon_reload` is for systemd, and this host has openrc');
});

test.each(['error', 'bad-setting'])('a unit file with the state %s is refused', (loadState) => {
  const status = { LoadState: loadState, LoadError: 'Unit has a bad unit file setting.' };
  expect(() => planSystemd({ state: 'started' }, { ...inactive, status })).toThrow(
    "Error loading unit file 'kubelet': Unit has a bad unit file setting.",
  );
});

test('service_facts tells units without a file of their own, and masked ones that run', async () => {
  const stdout = `@@units
  getty@tty1.service loaded active running Getty
● kubelet.service masked active running kubelet
@@files
getty@.service enabled enabled
kubelet.service masked enabled
@@states
`;
  const ask = (probe: Probe<unknown>): Promise<unknown> => Promise.resolve(answerOf(probe, stdout));
  const host: never = { ask } as never; // oxlint-disable-line typescript/consistent-type-assertions -- the module only asks
  expect(await serviceFacts.inspect({}, host, host)).toEqual({
    'getty@.service': describeUnit('getty@.service', 'unknown', 'enabled'),
    'getty@tty1.service': describeUnit('getty@tty1.service', 'running', 'active'),
    'kubelet.service': describeUnit('kubelet.service', 'running', 'masked'),
  });
});

function answerOf<A>(probe: Probe<A>, stdout: string): A {
  return probe.parse({ rc: 0, stdout, stderr: '' });
}

function describeUnit(
  name: string,
  state: string,
  status: string,
): Readonly<Record<string, string>> {
  return { name, state, status, source: 'systemd' };
}

describe('service without systemd', () => {
  const stopped = { isKnown: true, isRunning: false, isEnabled: false };
  test.each([
    [
      'openrc',
      { state: 'started', enabled: true },
      ['rc-update add cron default', '/etc/init.d/cron start '],
    ],
    ['sysvinit', { state: 'started' }, ['/etc/init.d/cron start ']],
    ['sysvinit', { state: 'stopped' }, []],
  ] as const)('%s %o', (manager, params, expected) => {
    const read = readParams(service, { name: 'cron', ...params });
    const plan = service.plan(read as never, { manager, name: 'cron', script: stopped }); // oxlint-disable-line typescript/consistent-type-assertions -- read by the module's own schema
    expect(calls(plan.steps)).toEqual(expected);
  });
});
