/** synchronize: a directory tree brought to the host, or from it, by rsync. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type Step, type StepOutcome } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { HERE, toRsyncWords, rsyncParams, type RsyncParams } from './_shared/rsync-words.ts';
import { defineModule, type ControllerReader, type Plan } from './contract.ts';

interface SyncState {
  /** Both paths are on the host, which is then also where rsync runs. */
  readonly isOnHost: boolean;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly isCheck: boolean;
}

interface SyncReturns {
  readonly [key: string]: Plain;
}

/** What `--out-format` puts before every line that tells of a change. */
const MARK = '<<CHANGED>>';

const IS_URL = /^rsync:\/\//;

/** A path of this machine as Ansible finds it: below `files/` of the role, then beside the playbook. */
function findHere(path: string, controller: ControllerReader): string {
  if (path.includes(':') || path.startsWith('/')) return path;
  const found = findOrUndefined(path, controller) ?? controller.toPath(path);
  return path.endsWith('/') && !found.endsWith('/') ? `${found}/` : found;
}

function findOrUndefined(path: string, controller: ControllerReader): string | undefined {
  try {
    return controller.find('files', path).path;
  } catch (error) {
    if (error instanceof TaskFailure) return undefined;
    throw error;
  }
}

/** The two ends as rsync is to read them. @throws TaskFailure */
function toEnds(params: RsyncParams, controller: ControllerReader): readonly [string, string] {
  const { src, dest, mode } = params;
  if (IS_URL.test(src) && IS_URL.test(dest)) {
    throw new TaskFailure('either src or dest must be a localhost', { rc: 1 });
  }
  const there = (path: string): string => (IS_URL.test(path) ? path : `${HERE}:${path}`);
  const here = (path: string): string => (IS_URL.test(path) ? path : findHere(path, controller));
  if (controller.delegation === 'itself') return [src, dest];
  return mode === 'pull' ? [there(src), here(dest)] : [here(src), there(dest)];
}

function toStep(params: RsyncParams, { isOnHost, words, environment }: SyncState): Step {
  const title = `synchronize ${params.src} and ${params.dest}`;
  if (isOnHost) {
    const script = sh`rsync ${words}`;
    return { do: 'run', title, script, env: environment, accepts: 'any' };
  }
  const ownPath = params.rsync_path !== undefined;
  return { do: 'talk', with: 'rsync', title, params: { words, ownPath } };
}

/** rsync's own words, without our mark. */
function readOutput({ stdout }: StepOutcome): {
  readonly msg: string;
  readonly lines: readonly string[];
} {
  const msg = stdout.replaceAll(MARK, '');
  return { msg, lines: msg.split('\n').filter((line) => line !== '') };
}

export default defineModule({
  name: 'synchronize',
  collection: 'ansible.posix',
  summary: 'Brings a directory tree to the host, or from it, with rsync.',
  notes: [
    'rsync is needed here and on the host. It goes through the connection that kplay has already: as the user who is become, with no second login and no key or password of its own.',
    'Therefore `dest_port`, `private_key`, `set_remote_user`, `use_ssh_args`, `ssh_connection_multiplexing` and `verify_host` are accepted and have nothing to do.',
    '`delegate_to: "{{ inventory_hostname }}"` works between two paths of the host. Delegating to a third host is refused: `command: rsync …` there says by which login it should reach the other.',
    'Check mode asks rsync what it would do.',
  ],
  params: rsyncParams,
  returns: {
    msg: { type: 'string', description: 'What rsync printed: a line for each path that changed.' },
    rc: { type: 'integer', description: 'The exit code of rsync.' },
    cmd: { type: 'string', description: 'The command line of rsync.' },
    stdout_lines: { type: 'array', description: 'What rsync printed, as lines.' },
  },
  examples: [
    '- synchronize:\n    src: site/\n    dest: /var/www/site\n    delete: true\n    recursive: true\n',
    '- synchronize:\n    mode: pull\n    src: /var/log/app/\n    dest: logs/{{ inventory_hostname }}/\n',
  ],
  spansBoth: true,
  supportsAsync: false,
  inspect(params, _host, controller): Promise<SyncState> {
    if (controller.delegation === 'other') {
      throw new TaskFailure(
        'synchronize works between this machine and the host, or on the host alone; use `command: rsync …` to delegate it to another host',
      );
    }
    const [from, to] = toEnds(params, controller);
    const { isCheckMode: isCheck, environment } = controller;
    const words = toRsyncWords(params, { from, to, mark: MARK, isCheck });
    const isOnHost = controller.delegation === 'itself';
    return Promise.resolve({ isOnHost, words, environment, isCheck });
  },
  plan(params, state): Plan<SyncReturns> {
    const isOdd = params.rsync_opts.includes('');
    return {
      certainty: 'unknown',
      onlyLooks: state.isCheck,
      changes: [],
      steps: [toStep(params, state)],
      returns: { cmd: ['rsync', ...state.words].join(' ') },
      warnings: isOdd
        ? [
            'an empty item of `rsync_opts` makes rsync transfer the folder it is started in; `.` says so',
          ]
        : [],
    };
  },
  settle({ dest, link_dest: links }, { returns }, [outcome]) {
    if (outcome === undefined) return { returns, isChanged: false };
    const { rc, stdout, stderr } = outcome;
    if (rc !== 0) throw new TaskFailure(stderr, { rc, cmd: returns['cmd'] });
    const { msg, lines } = readOutput(outcome);
    // A leading dot is no change; without links to other trees such lines are not printed.
    const isChanged = links === undefined ? stdout.includes(MARK) : !stdout.includes(`${MARK}.`);
    return {
      returns: { msg, rc, cmd: returns['cmd'], stdout_lines: lines },
      isChanged,
      changes: isChanged ? [{ what: 'content', before: '', after: msg, path: dest }] : [],
    };
  },
});
