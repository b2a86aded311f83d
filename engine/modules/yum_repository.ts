/** yum_repository: repositories of yum and dnf, each a section of a .repo file. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type Probe, type Step, type StepOutcome } from '../host/index.ts';
import type { ParamsOf } from '../schema/index.ts';
import { sh } from '../shell/index.ts';
import { withChattr } from './_shared/chattr.ts';
import { writesInPlace } from './_shared/file-params.ts';
import { decodeBase64, decodeText, toContent } from './_shared/file-text.ts';
import { joinPath, toHostPath } from './_shared/host-path.ts';
import { findMissingParents } from './_shared/make-directories.ts';
import { describeFailure, failOnFailedStep } from './_shared/outcome.ts';
import { pathState, type PathState } from './_shared/path-state.ts';
import { planAttributes, planRewrite, toWriteAttributes } from './_shared/plan-attributes.ts';
import {
  describeConfig,
  parseConfig,
  renderConfig,
  withoutSection,
  withSection,
  type PythonConfig,
} from './_shared/python-config.ts';
import { optionNames, repositoryParams } from './_shared/yum-repository-params.ts';
import { defineModule, type Plan } from './contract.ts';

const params = { properties: repositoryParams, required: ['name'] } as const;

type RepositoryParams = ParamsOf<typeof params>;
type Returns = Readonly<Record<string, Plain>>;
/** What becomes of the file, before its attributes are looked at. */
type FilePlan = Pick<Plan<Returns>, 'changes' | 'steps'>;

interface RepositoryState {
  readonly path: PathState;
  readonly text: string;
  readonly isCheckMode: boolean;
  readonly isInPlace: boolean;
}

/** @throws TaskFailure for what is missing, in Ansible's words */
function check({ state, name, params: rest, ...given }: RepositoryParams): void {
  if (rest !== undefined && Object.keys(rest).length > 0) {
    throw new TaskFailure(
      "The params option to yum_repository was removed in Ansible 2.5 since it circumvents Ansible's option handling",
    );
  }
  if (state === 'absent') return;
  if ((given.baseurl ?? given.metalink ?? given.mirrorlist) === undefined) {
    throw new TaskFailure("Parameter 'baseurl', 'metalink' or 'mirrorlist' is required.");
  }
  if (given.description === undefined) {
    throw new TaskFailure("Parameter 'description' is required.");
  }
  if (name === '' || name === 'DEFAULT') throw new TaskFailure(`Invalid section name: '${name}'`);
}

/** Reads the file if there is one. */
function repositoryText(path: string): Probe<string> {
  return {
    name: 'repository-file',
    script: sh`p=${path}; [ ! -f "$p" ] || base64 <"$p"`,
    parse({ rc, stdout, stderr }) {
      if (rc !== 0) throw new TaskFailure(`could not read ${path}: ${stderr.trim()}`);
      return decodeText(decodeBase64(stdout));
    },
  };
}

/** Lists are one line each of these, and one line together of others, as Ansible writes them. */
const MANY_LINES = ['baseurl', 'gpgkey'];

function toOptionText(name: string, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return Array.isArray(value) ? value.join(MANY_LINES.includes(name) ? '\n' : ' ') : undefined;
}

/** The options of the section, sorted by name. */
function toOptions({ description, ...given }: RepositoryParams): ReadonlyMap<string, string> {
  const values: Readonly<Record<string, unknown>> = { ...given, name: description };
  return new Map(
    optionNames.flatMap((name) => {
      const text = toOptionText(name, values[name]);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
}

function planWrite(given: RepositoryParams, state: RepositoryState, text: string): Step {
  const { path, isCheckMode } = state;
  const { path: dest, realPath, self, target } = path;
  const isWritable = target === undefined || target.kind === 'file';
  if (!isCheckMode && (!isWritable || findMissingParents(path).length > 0)) {
    const details = isWritable ? 'No such file or directory' : `it is a ${target.kind}`;
    throw new TaskFailure(`Problems handling file ${dest}.`, { details });
  }
  // Of a link only its own owner is meant, and in check mode nobody asks for accounts to come.
  const isLenient = self?.kind === 'link' || (target === undefined && isCheckMode);
  const wanted = isLenient ? {} : given;
  return {
    do: 'write',
    title: `write ${dest}`,
    path: realPath,
    content: toContent(text),
    attributes: toWriteAttributes(planRewrite(wanted, path, target)),
    isInPlace: state.isInPlace,
  };
}

/** Adds what must change of a file that is there and stays. */
function addAttributes(
  given: RepositoryParams,
  { path }: RepositoryState,
  file: FilePlan,
): FilePlan {
  if (path.self === undefined || path.target?.kind !== 'file') return file;
  const isLink = path.self.kind === 'link';
  const { changes, attributes } = planAttributes(given, path, path.self);
  const isDue = changes.length > 0 && (isLink || file.steps.length === 0);
  const step: Step = {
    do: 'attributes',
    title: `set attributes of ${path.path}`,
    path: path.path,
    attributes,
    follow: !isLink,
  };
  return {
    changes: [...file.changes, ...changes],
    steps: isDue ? [...file.steps, step] : file.steps,
  };
}

function planFile(
  given: RepositoryParams,
  state: RepositoryState,
  [before, after]: readonly [PythonConfig, PythonConfig],
): FilePlan {
  const { path } = state;
  const [was, is] = [describeConfig(before), describeConfig(after)];
  const content = { what: 'content', before: was, after: is, path: path.path };
  const isChanged = was !== is;
  if (isChanged && after.sections.size === 0) {
    const remove: Step = { do: 'remove', title: `remove ${path.path}`, path: path.path };
    return { changes: [content], steps: [remove] };
  }
  const file = isChanged
    ? { changes: [content], steps: [planWrite(given, state, renderConfig(after))] }
    : { changes: [], steps: [] };
  const plan = addAttributes(given, state, file);
  const isThere = path.target?.kind === 'file' || isChanged;
  const place = { path: path.realPath, state: path };
  return isThere ? withChattr(plan, given.attributes, place) : plan;
}

function describeStep(outcome: StepOutcome): string {
  const { step } = outcome;
  if (step.do === 'write') return `Problems handling file ${step.path}.`;
  if (step.do === 'remove') return `Cannot remove empty repo file ${step.path}.`;
  return describeFailure(outcome);
}

export default defineModule({
  name: 'yum_repository',
  collection: 'ansible.builtin',
  summary: 'Adds and removes repositories of yum and dnf.',
  notes: [
    'Writes the file anew when a repository changes: comments are lost, the repository comes last.',
    'What is not given is not written, so that yum has its own defaults.',
    'Works on every host, whether it has yum or not.',
  ],
  params,
  returns: {
    repo: { type: 'string', description: 'Id of the repository.' },
    state: { type: 'string', description: 'Whether it is there.' },
    diff: { type: 'object', description: 'All repositories of the file, before and after.' },
  },
  examples: [
    '- yum_repository:\n    name: epel\n    description: EPEL YUM repo\n    baseurl: https://download.fedoraproject.org/pub/epel/$releasever/$basearch/\n',
    '- yum_repository:\n    name: epel\n    file: external_repos\n    state: absent\n',
  ],
  async inspect(given, host, controller): Promise<RepositoryState> {
    check(given);
    const { name, owner, group, attributes } = given;
    const folder = await toHostPath(host, given.reposdir);
    const dest = joinPath(folder, `${given.file ?? name}.repo`);
    const [parent, path, text] = await Promise.all([
      host.ask(pathState(folder)),
      host.ask(pathState(dest, { owner, group, attributes })),
      host.ask(repositoryText(dest)),
    ]);
    if (parent.target?.kind !== 'directory') {
      throw new TaskFailure(`Repo directory '${folder}' does not exist.`);
    }
    const { isCheckMode } = controller;
    return { path, text, isCheckMode, isInPlace: writesInPlace(given, controller) };
  },
  plan(given, state): Plan<Returns> {
    const { name } = given;
    const { path: dest } = state.path;
    const before = parseConfig(state.text, dest);
    const after =
      given.state === 'present'
        ? withSection(before, name, toOptions(given))
        : withoutSection(before, name);
    const diff = {
      before_header: dest,
      before: describeConfig(before),
      after_header: dest,
      after: describeConfig(after),
    };
    const plan = planFile(given, state, [before, after]);
    return { ...plan, returns: { repo: name, state: given.state, diff } };
  },
  settle(_params, plan, outcomes) {
    const failed = outcomes.find(({ status }) => status === 'failed');
    const details = failed === undefined ? {} : { details: describeFailure(failed) };
    failOnFailedStep(outcomes, describeStep, details);
    return { returns: plan.returns };
  },
});
