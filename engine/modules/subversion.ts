/** subversion: a folder of a Subversion repository, checked out or exported on a host. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type HostReader } from '../host/index.ts';
import type { ParamsOf, ParamsSchema } from '../schema/index.ts';
import { toHostPath } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import {
  SVN,
  askSvn,
  readPlace,
  readRevision,
  tellsChange,
  workSvn,
  type SvnCall,
  type SvnWork,
} from './_shared/svn-scripts.ts';
import { askTool, callTool } from './_shared/tool.ts';
import { defineModule, type ControllerReader, type Plan } from './contract.ts';

const params = {
  properties: {
    repo: {
      type: 'string',
      'x-aliases': ['name', 'repository'],
      description: 'The address of the repository, or of a folder in it.',
    },
    dest: { type: 'string', 'x-coerce': 'path', description: 'The folder on the host.' },
    revision: {
      type: 'string',
      default: 'HEAD',
      'x-aliases': ['rev', 'version'],
      description: 'The revision.',
    },
    force: {
      type: 'boolean',
      default: false,
      description: 'Throw local modifications away; with `export`, write over what is there.',
    },
    in_place: {
      type: 'boolean',
      default: false,
      description: 'Check out into a folder that is there and is no working copy.',
    },
    username: { type: 'string', description: 'Who logs in at the repository.' },
    password: {
      type: 'string',
      'x-secret': true,
      description: 'The password; svn 1.10 or later reads it from a pipe.',
    },
    executable: { type: 'string', 'x-coerce': 'path', description: 'Another `svn`.' },
    checkout: { type: 'boolean', default: true, description: 'Check out what is not there.' },
    update: { type: 'boolean', default: true, description: 'Update what is there.' },
    export: {
      type: 'boolean',
      default: false,
      description: 'Write the files alone, without what makes a working copy.',
    },
    switch: {
      type: 'boolean',
      default: true,
      description: 'Before an update, go over to `repo` when the folder is of another place.',
    },
    validate_certs: {
      type: 'boolean',
      default: false,
      description: 'Refuse a certificate that is not trusted.',
    },
  },
  required: ['repo'],
} as const satisfies ParamsSchema;

type SvnParams = ParamsOf<typeof params>;

/** What stands in the folder. */
type Found = 'absent' | 'other' | 'repository' | 'unknown';

interface SvnState {
  readonly call: SvnCall;
  readonly found: Found;
  readonly isModified: boolean;
  /** `svn info` of the folder, and of the repository. */
  readonly here: string;
  readonly remote: string;
  readonly isCheckMode: boolean;
}

interface SvnReturns {
  readonly [key: string]: Plain;
}

const MODIFIED = 'ERROR: modified files exist in the repository.';

function isRepositoryAlone({ checkout, update, export: isExport }: SvnParams): boolean {
  return !checkout && !update && !isExport;
}

async function toCall(params: SvnParams, host: HostReader): Promise<SvnCall> {
  const { dest, repo, revision, username, password, executable } = params;
  if (dest === undefined && !isRepositoryAlone(params)) {
    throw new TaskFailure(
      'the destination directory must be specified unless checkout=no, update=no, and export=no',
    );
  }
  const isNamed = dest !== undefined && !isRepositoryAlone(params);
  return {
    executable,
    repo,
    dest: isNamed ? await toHostPath(host, dest) : undefined,
    revision,
    username,
    password,
    validatesCerts: params.validate_certs,
  };
}

async function inspect(
  params: SvnParams,
  host: HostReader,
  { isCheckMode }: ControllerReader,
): Promise<SvnState> {
  const call = await toCall(params, host);
  const script = askSvn(call, isCheckMode && params.update);
  const tools = call.executable === undefined ? [SVN] : [];
  return host.ask(
    askTool(tools, 'svn-state', script, ({ rc, stdout, stderr }) => {
      if (rc !== 0) throw new TaskFailure(stderr.trim(), { rc, stdout, stderr });
      if (call.dest === undefined) {
        return { call, found: 'unknown', isModified: false, here: '', remote: stdout, isCheckMode };
      }
      const [own = '', remote = ''] = stdout.split(/^=remote\n/m);
      const [, found] = /^=(absent|other|repository)$/m.exec(own) ?? [];
      const isModified = /^=modified$/m.test(own);
      const state = found === 'repository' || found === 'other' ? found : 'absent';
      return { call, found: state, isModified, here: own, remote, isCheckMode };
    }),
  );
}

/** What is to be done; undefined when nothing is. @throws TaskFailure for what must not be touched */
function toWork(params: SvnParams, { found, isModified, call }: SvnState): SvnWork | undefined {
  const { force, checkout, update, export: isExport } = params;
  if (isExport) return { do: 'export', isForced: force };
  if (found === 'unknown') return undefined;
  if (found === 'absent') return checkout ? { do: 'checkout', isForced: false } : undefined;
  if (found === 'other') {
    if (params.in_place) return { do: 'checkout', isForced: true };
    throw new TaskFailure(
      `ERROR: ${call.dest ?? ''} folder already exists, but its not a subversion repository.`,
    );
  }
  if (!update) return undefined;
  if (isModified && !force) throw new TaskFailure(MODIFIED);
  return { do: 'update', switches: params.switch, reverts: isModified };
}

function toNumber(revision: string): number {
  return Number(revision.split(':')[1] ?? 'NaN');
}

/** What check mode tells of an update: whether the repository is ahead. */
function checkUpdate({ here, remote, call }: SvnState): Plan<SvnReturns> {
  const [before, after] = [readRevision(here), readRevision(remote)];
  const isBehind = toNumber(before) < toNumber(after);
  const changes = isBehind ? [{ what: `revision of ${call.dest ?? ''}`, before, after }] : [];
  return { changes, steps: [], returns: { before, after } };
}

function plan(params: SvnParams, state: SvnState): Plan<SvnReturns> {
  const { call, found } = state;
  const work = toWork(params, state);
  if (work === undefined) {
    const returns: SvnReturns = found === 'unknown' ? { after: readRevision(state.remote) } : {};
    return { changes: [], steps: [], returns };
  }
  if (work.do === 'update' && state.isCheckMode) return checkUpdate(state);
  const script = workSvn(call, work);
  const title = `${work.do} ${call.repo}`;
  const step = callTool(SVN, title, script);
  const own = call.executable === undefined ? {} : { script };
  const before = work.do === 'update' ? readPlace(state.here) : null;
  const made = { what: call.dest ?? '', before: null, after: call.repo };
  return {
    certainty: work.do === 'update' ? 'unknown' : 'known',
    changes: work.do === 'update' ? [] : [made],
    steps: [{ ...step, ...own }],
    returns: work.do === 'export' ? {} : { before },
  };
}

export default defineModule({
  name: 'subversion',
  collection: 'ansible.builtin',
  summary: 'Checks out or exports a folder of a Subversion repository.',
  notes: [
    'Local modifications without `force` are refused before anything is switched.',
    'Externals are not looked at.',
  ],
  params,
  returns: {
    before: { type: 'value', description: 'Revision and address that were there, or null.' },
    after: { type: 'value', description: 'Revision and address that are there now.' },
  },
  examples: [
    '- subversion:\n    repo: https://svn.example.org/site/trunk\n    dest: /srv/site\n',
    '- subversion:\n    repo: https://svn.example.org/site/tags/v2\n    dest: /srv/release\n    export: true\n    force: true\n',
  ],
  inspect,
  plan,
  settle(params, { returns, certainty }, outcomes) {
    failOnFailedStep(outcomes, ({ stderr }) => stderr.trim());
    const [outcome] = outcomes;
    if (outcome === undefined || params.export) return { returns };
    const [said = '', info = ''] = outcome.stdout.split(/^=after\n/m);
    const isKnown = certainty !== 'unknown';
    const reverted = /^Reverted /m.test(said);
    return {
      returns: { ...returns, after: readPlace(info) },
      isChanged: isKnown || reverted || tellsChange(said),
    };
  },
});
