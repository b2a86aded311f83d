/** package: packages with whatever package manager the host has. */
import type { Plain } from '../base/index.ts';
import type { HostReader, Probe, StepOutcome } from '../host/index.ts';
import { aptParams } from './_shared/apt-params.ts';
import { dnfParams } from './_shared/dnf-params.ts';
import { describeAge } from './_shared/apt-index.ts';
import { describeAptFailure } from './_shared/apt-failure.ts';
import { describeFailure, failOnFailedStep } from './_shared/outcome.ts';
import { inspectWith, planWith, type ManagerState } from './_shared/package-managers.ts';
import { sh } from '../shell/index.ts';
import { defineModule, type Plan } from './contract.ts';

/** Finds the package manager; facts that are known already save the question. */
function findManager(): Probe<string> {
  return {
    name: 'package-manager',
    script: sh`for k in apt-get dnf yum apk zypper pacman; do
  if command -v "$k" >/dev/null 2>&1; then echo "$k"; break; fi
done`,
    parse: ({ stdout }) => stdout.trim(),
  };
}

async function chooseManager(use: string, host: HostReader): Promise<string> {
  if (use !== 'auto') return use;
  const known = host.knownFacts['pkg_mgr'];
  return typeof known === 'string' && known !== 'unknown' ? known : host.ask(findManager());
}

/** apt-get's complaints begin like no other program's. */
function describe(outcome: StepOutcome): string {
  return /^E: /m.test(outcome.stderr) ? describeAptFailure(outcome) : describeFailure(outcome);
}

export default defineModule({
  name: 'package',
  collection: 'ansible.builtin',
  summary: "Manages packages with the host's own package manager.",
  notes: [
    'apt, dnf, yum, apk, zypper and pacman; parameters of apt and dnf are handed on to them.',
  ],
  params: {
    properties: {
      ...dnfParams,
      name: {
        type: 'array',
        items: { type: 'string', description: 'A package.' },
        default: [],
        'x-aliases': ['pkg'],
        description: 'The packages; none where only the index is refreshed.',
      },
      state: {
        type: 'string',
        enum: ['absent', 'installed', 'latest', 'present', 'removed'],
        default: 'present',
        description: 'Whether they should be installed.',
      },
      use: { type: 'string', default: 'auto', description: 'The package manager.' },
      cache_valid_time: {
        type: 'integer',
        default: 0,
        description: 'Refresh the index only when it is older than so many seconds (apt).',
      },
      purge: { type: 'boolean', default: false, description: 'Remove configuration too (apt).' },
      install_recommends: {
        type: 'boolean',
        description: 'Install what packages recommend (apt).',
      },
      allow_unauthenticated: aptParams.allow_unauthenticated,
      allow_change_held_packages: aptParams.allow_change_held_packages,
      only_upgrade: aptParams.only_upgrade,
      force: aptParams.force,
      default_release: aptParams.default_release,
      dpkg_options: aptParams.dpkg_options,
    },
  },
  returns: {
    stdout: { type: 'string', description: 'What the package manager printed.' },
    stderr: { type: 'string', description: 'What it complained about.' },
    msg: { type: 'string', description: 'That there was nothing to do (dnf).' },
    rc: { type: 'integer', description: 'The exit code (dnf).' },
    results: { type: 'array', description: 'What was installed or removed (dnf).' },
    cache_updated: { type: 'boolean', description: 'Whether the index was refreshed (apt).' },
    cache_update_time: { type: 'integer', description: 'When it was refreshed (apt).' },
  },
  examples: ['- package:\n    name: socat\n    state: present\n'],
  async inspect(params, host, controller): Promise<ManagerState> {
    const manager = await chooseManager(params.use, host);
    return inspectWith(manager.replace('apt-get', 'apt'), params, host, controller.isCheckMode);
  },
  plan(params, state): Plan<Readonly<Record<string, Plain>>> {
    return planWith(params, state);
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describe);
    const work = outcomes.filter(({ step }) => step.housekeeping !== true);
    return {
      returns: {
        ...plan.returns,
        ...describeAge(plan.returns['cache_update_time'], outcomes),
        ...(work.length === 0
          ? {}
          : {
              stdout: work.map(({ stdout }) => stdout).join(''),
              stderr: work.map(({ stderr }) => stderr).join(''),
            }),
      },
    };
  },
});
