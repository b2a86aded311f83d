/** apt: packages of Debian and its relatives, with apt-get and dpkg-query alone. */
import { TaskFailure, type HostReader, type Probe, type StepOutcome } from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import { hasAptChanged, simulateApt } from './_shared/apt-command.ts';
import { describeAptFailure } from './_shared/apt-failure.ts';
import { describeAge, indexAge } from './_shared/apt-index.ts';
import { debFile, inspectPackages } from './_shared/apt-inspect.ts';
import {
  describePrinted,
  isAlone,
  isInstalling,
  isRefreshAsked,
  isRefreshDue,
  planApt,
  toWholeSystemWords,
  type AptParams,
  type AptReturns,
  type AptState,
} from './_shared/apt-plan.ts';
import { aptParams } from './_shared/apt-params.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { defineModule, type Plan } from './contract.ts';

/** Whether a failure comes with the age of the index: not where Ansible never gets to look at it. */
function tellsAge(message: string): boolean {
  return !/^(No package|Failed to update)/.test(message);
}

function describeWork(params: AptParams, outcomes: readonly StepOutcome[]): AptReturns {
  const work = outcomes.filter(({ step }) => step.do === 'run' && step.housekeeping !== true);
  if (work.length === 0) return {};
  const stdout = work.map((outcome) => outcome.stdout).join('');
  const stderr = work.map((outcome) => outcome.stderr).join('');
  return describePrinted(params, { stdout, stderr });
}

export default defineModule({
  name: 'apt',
  collection: 'ansible.builtin',
  summary: 'Manages Debian packages.',
  notes: [
    'Works without python-apt. While another process holds the lock it waits `lock_timeout` seconds.',
    '`upgrade: safe` uses apt-get, never aptitude.',
  ],
  params: {
    properties: aptParams,
    rules: [mutuallyExclusive('deb', 'package', 'upgrade')],
  },
  returns: {
    msg: { type: 'string', description: 'What apt-get printed, for `upgrade`.' },
    cache_updated: { type: 'boolean', description: 'Whether the index was refreshed.' },
    cache_update_time: { type: 'integer', description: 'When the index was last refreshed.' },
    stdout: { type: 'string', description: 'What apt-get printed.' },
    stdout_lines: { type: 'array', description: 'The same as lines.' },
    stderr: { type: 'string', description: 'What apt-get complained about.' },
    stderr_lines: { type: 'array', description: 'The same as lines.' },
  },
  examples: [
    '- apt:\n    name: [socat, conntrack]\n    update_cache: true\n    cache_valid_time: 3600\n',
    '- apt:\n    name: nginx=1.22*\n    state: present\n    install_recommends: false\n',
    '- apt:\n    upgrade: dist\n',
  ],
  async inspect(params, host, controller): Promise<AptState> {
    const { isCheckMode } = controller;
    const isIndexAsked = isRefreshAsked(params) || isInstalling(params) || isAlone(params);
    const [index, packages, deb] = await Promise.all([
      isIndexAsked ? host.ask(indexAge()) : undefined,
      inspectNamed(params, host, isCheckMode),
      params.deb === undefined ? undefined : host.ask(debFile(params.deb)),
    ]);
    const words = toWholeSystemWords(params);
    const isSimulated = isCheckMode || !isRefreshDue(params, index);
    const simulated =
      words === undefined || !isSimulated ? undefined : await host.ask(simulation(words));
    return { packages, index, deb, simulated, isCheckMode };
  },
  plan: (params, state): Plan<AptReturns> => planApt(params, state),
  settle(params, plan, outcomes) {
    const { cache_updated = false, cache_update_time = 0 } = plan.returns;
    const failed = outcomes.find(({ status }) => status === 'failed');
    const isWork = failed !== undefined && tellsAge(describeAptFailure(failed));
    failOnFailedStep(
      outcomes,
      describeAptFailure,
      isWork ? { cache_updated, cache_update_time } : {},
    );
    const age = describeAge(cache_update_time, outcomes);
    const returns = { ...plan.returns, ...age, ...describeWork(params, outcomes) };
    if (isAlone(params) && age.cache_updated === false) return { returns, isChanged: false };
    if (plan.certainty !== 'unknown') return { returns };
    return { returns, isChanged: outcomes.some(({ stdout }) => hasAptChanged(stdout)) };
  },
});

function simulation(words: readonly string[]): Probe<string> {
  return {
    name: 'apt-simulation',
    script: simulateApt(words),
    parse: ({ stdout }) => stdout,
  };
}

async function inspectNamed(
  params: AptParams,
  host: HostReader,
  isCheckMode: boolean,
): Promise<AptState['packages']> {
  const { package: names, state, default_release: release } = params;
  if (names === undefined || state === 'build-dep') return [];
  const packages = await inspectPackages(names, host, {
    needsCandidates: state === 'latest' || isCheckMode,
    release,
    needsProvides: state !== 'absent',
  });
  if (isCheckMode && state !== 'absent') refuseUnavailable(packages);
  return packages;
}

/** In check mode the index tells what could be installed. */
function refuseUnavailable(packages: AptState['packages']): void {
  const missing = packages.find(
    ({ version, isProvided, candidate }) =>
      version === undefined && !isProvided && candidate === undefined,
  );
  if (missing !== undefined) {
    throw new TaskFailure(`No package matching '${missing.spec.name}' is available`);
  }
}
