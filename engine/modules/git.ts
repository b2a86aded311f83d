/** git: a repository checked out on a host, at a branch, a tag or a commit. */
import type { Plain } from '../base/index.ts';
import { TaskFailure } from '../host/index.ts';
import { GIT, inspectGit, type GitFolder, type GitState } from './_shared/git-inspect.ts';
import { gitParams, normalizePath, type GitParams } from './_shared/git-params.ts';
import { describeGitFailure, readReport } from './_shared/git-result.ts';
import {
  isDepthIgnored,
  isMoved,
  toGitScript,
  type GitWork,
  type VersionKind,
} from './_shared/git-script.ts';
import { callTool } from './_shared/tool.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

interface GitReturns {
  readonly [key: string]: Plain;
}

/** What `version` is at the remote; what is neither branch nor tag must be a commit. */
function toKind({ version }: GitParams, { refs }: GitState): VersionKind {
  if (version === 'HEAD') return 'head';
  if (refs?.has(`refs/heads/${version}`) === true) return 'branch';
  return refs?.has(`refs/tags/${version}`) === true ? 'tag' : 'commit';
}

/** The commit that will be checked out, as far as the remote and the folder tell. */
function toTarget(params: GitParams, state: GitState, kind: VersionKind): string | undefined {
  const { version } = params;
  const { refs, found } = state;
  const tag = `refs/tags/${version}`;
  switch (kind) {
    case 'head':
      return refs?.get(found === undefined ? 'HEAD' : `refs/heads/${found.branch ?? ''}`);
    case 'branch':
      return refs?.get(`refs/heads/${version}`);
    case 'tag':
      return refs?.get(`${tag}^{}`) ?? refs?.get(tag);
    case 'commit':
      return found?.commit ?? version;
  }
}

function isUrlChanged({ found, places }: GitState): boolean {
  const url = found?.url;
  if (url === undefined) return false;
  return url !== places.repo && normalizePath(url) !== normalizePath(places.repo);
}

/** What is done: only tell, clone, leave what is there, or update it. */
type Task = 'tell' | 'clone' | 'leave' | 'update';

function toTask(params: GitParams, { found }: GitState): Task {
  if (found === undefined) return params.clone ? 'clone' : 'tell';
  return params.update ? 'update' : 'leave';
}

function toChange(what: string, before: Plain, after: Plain): Change {
  return { what, before, after };
}

function listAlways(state: GitState): readonly Change[] {
  const { found, places, archive, separate = null } = state;
  const isArchived = archive !== undefined && archive !== 'same';
  const old = archive === 'absent' ? null : 'old';
  return [
    ...(isMoved(state) ? [toChange('folder of git', found?.folder ?? null, separate)] : []),
    ...(isArchived ? [toChange(`archive ${places.archive ?? ''}`, old, 'new')] : []),
  ];
}

/** What an update changes; submodules are only known when they have been fetched. */
function listUpdates(found: GitFolder, state: GitState, target: string | undefined): Change[] {
  const { before = null, hasChanges, url = null } = found;
  const isOther = target !== undefined && target !== before;
  return [
    ...(isOther ? [toChange('version', before, target)] : []),
    ...(hasChanges ? [toChange('files', 'modified', 'as committed')] : []),
    ...(isUrlChanged(state) ? [toChange('url', url, state.places.repo)] : []),
  ];
}

function listChanges(task: Task, state: GitState, target: string | undefined): readonly Change[] {
  const { found } = state;
  const always = listAlways(state);
  if (task === 'leave') return always;
  if (found !== undefined) return [...listUpdates(found, state, target), ...always];
  return [toChange('version', null, target ?? null), ...(task === 'tell' ? [] : always)];
}

/** @throws TaskFailure when the remote was not reached, or has no such branch */
function refuseRemote(kind: VersionKind, state: GitState, target: string | undefined): void {
  const { found, refs, refusal, isCheckMode } = state;
  // An update tells by itself what its own commands could not reach.
  if (found !== undefined && !isCheckMode) return;
  if (refs === undefined) {
    throw new TaskFailure(refusal.trim(), { rc: 128, stdout: '', stderr: refusal });
  }
  if (kind === 'head' && target === undefined && isCheckMode) {
    throw new TaskFailure('Could not determine remote revision for HEAD', { rc: 0 });
  }
}

/** @throws TaskFailure for what must not be touched */
function refuseFolder(task: Task, { force }: GitParams, state: GitState): void {
  const { found, places, hasSeparate, separate = '' } = state;
  if (isMoved(state) && hasSeparate) {
    throw new TaskFailure(`Separate-git-dir path ${separate} already exists.`);
  }
  if (task !== 'update' || force || found?.hasChanges !== true) return;
  const { dest = '' } = places;
  throw new TaskFailure(`Local modifications exist in the destination: ${dest} (force=no).`, {
    before: found.before ?? null,
  });
}

const NO_DEPTH =
  'Ignoring depth argument. Shallow clones are only available for HEAD, branches, tags or in combination with refspec.';
const NO_NEW_KEY =
  'Your ssh client does not support accept_newhostkey option, therefore it cannot be used.';

function warn(task: Task, work: GitWork): readonly string[] {
  const { params, state } = work;
  const isOldSsh = params.accept_newhostkey && !state.isNewKeyAccepted;
  return [
    ...(task === 'clone' && isDepthIgnored(work) ? [NO_DEPTH] : []),
    ...(isOldSsh ? [NO_NEW_KEY] : []),
  ];
}

/** What only an update tells. */
function planUpdateReturns(found: GitFolder, state: GitState): GitReturns {
  const isForced = found.hasChanges && !state.isCheckMode;
  const msg = `Local modifications exist in the destination: ${state.places.dest ?? ''}`;
  return { remote_url_changed: isUrlChanged(state), ...(isForced ? { msg } : {}) };
}

function planReturns(task: Task, state: GitState, target: string | undefined): GitReturns {
  const { found, separate = null } = state;
  if (found === undefined) return { before: null, after: target ?? null };
  const { before = null, folder } = found;
  return {
    before,
    after: task === 'leave' ? before : (target ?? null),
    ...(task === 'update' ? planUpdateReturns(found, state) : {}),
    ...(isMoved(state) ? { git_dir_before: folder, git_dir_now: separate } : {}),
  };
}

function toPlan(params: GitParams, state: GitState): Plan<GitReturns> {
  const task = toTask(params, state);
  const kind = toKind(params, state);
  const work = { params, state, kind };
  const target = toTarget(params, state, kind);
  refuseFolder(task, params, state);
  if (task !== 'leave') refuseRemote(kind, state, target);
  const { places } = state;
  const changes = listChanges(task, state, target);
  const isIdle = task === 'tell' || (task === 'leave' && changes.length === 0);
  const script = toGitScript(work, isUrlChanged(state));
  const step = callTool(GIT, `check out ${places.repo}`, script);
  const own = places.executable === undefined ? {} : { script };
  return {
    changes,
    steps: isIdle ? [] : [{ ...step, ...own, housekeeping: changes.length === 0 }],
    returns: planReturns(task, state, target),
    warnings: warn(task, work),
  };
}

export default defineModule({
  name: 'git',
  collection: 'ansible.builtin',
  summary: 'Checks out a repository of git.',
  notes: [
    'With `--check` the remote is asked for the commit, but nothing is fetched, and submodules are not looked at.',
    'The difference shown is that of the commits, not of the files.',
    "`track_submodules` follows the branch that `.gitmodules` names, else the remote's own.",
  ],
  params: gitParams,
  returns: {
    before: { type: 'value', description: 'The commit that was there; null for a new repository.' },
    after: { type: 'value', description: 'The commit that is there now.' },
    remote_url_changed: { type: 'boolean', description: 'Whether the remote is another one now.' },
    submodules_changed: { type: 'boolean', description: 'True when submodules were updated.' },
    git_dir_before: { type: 'string', description: "Where git's own files were, when moved." },
    git_dir_now: { type: 'string', description: "Where git's own files are, when moved." },
    msg: { type: 'string', description: 'That local modifications were thrown away.' },
  },
  examples: [
    '- git:\n    repo: https://git.example.org/tools.git\n    dest: /opt/tools\n    version: v1.4.2\n',
    '- git:\n    repo: git@git.example.org:site.git\n    dest: /srv/site\n    version: main\n    key_file: /root/.ssh/deploy\n    accept_newhostkey: true\n    force: true\n',
  ],
  inspect: inspectGit,
  plan: toPlan,
  settle(params, plan, outcomes) {
    const [outcome] = outcomes;
    if (outcome === undefined) return { returns: plan.returns };
    if (outcome.status === 'failed') {
      const { message, ...more } = describeGitFailure(params, outcome);
      throw new TaskFailure(message, more);
    }
    const { after, hasNewSubmodules, hasNewArchive } = readReport(outcome);
    const certain = ['files', 'url', 'folder of git'];
    const isPlanned = plan.changes.some(({ what }) => certain.includes(what));
    const isOther = plan.returns['before'] !== after;
    return {
      returns: {
        ...plan.returns,
        after,
        ...(hasNewSubmodules ? { submodules_changed: true } : {}),
      },
      isChanged: isPlanned || isOther || hasNewSubmodules || hasNewArchive,
    };
  },
});
