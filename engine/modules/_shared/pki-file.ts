/**
 * The file that a key, request or certificate is kept in: what is there, and the steps to write or
 * remove it. Content of keys is secret and is never part of a change.
 */
import type { Plain } from '../../base/index.ts';
import {
  TaskFailure,
  type Content,
  type HostReader,
  type Step,
  type StepOutcome,
} from '../../host/index.ts';
import { BACKUP_ENDING, sh } from '../../shell/index.ts';
import type { ParamSchema } from '../../schema/index.ts';
import type { Change } from '../contract.ts';
import { fileParams, refuseAttributes, type FileParams } from './file-params.ts';
import { fileText } from './file-text.ts';
import { parentOf, toHostPath } from './host-path.ts';
import { pathState, type PathState } from './path-state.ts';
import { planAttributes, planRewrite, toWriteAttributes } from './plan-attributes.ts';

/** Parameters of every module that keeps such a file. */
export const pkiFileParams = {
  ...fileParams,
  path: { type: 'string', 'x-coerce': 'path', description: 'Path of the file on the host.' },
  state: {
    type: 'string',
    enum: ['present', 'absent'],
    default: 'present',
    description: 'Whether the file should be there.',
  },
  force: {
    type: 'boolean',
    default: false,
    description: 'Make it anew even when it is as it should be.',
  },
  backup: {
    type: 'boolean',
    default: false,
    description: 'Keep a copy of the file that is replaced or removed.',
  },
  return_content: {
    type: 'boolean',
    default: false,
    description: "Return the file's content too.",
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;

/** Those of the parameters that matter for the file itself. */
export interface PkiFileParams extends FileParams {
  readonly path: string;
  readonly backup: boolean;
  readonly unsafe_writes?: boolean;
}

export interface PkiFileState {
  readonly file: PathState;
  readonly text: string | undefined;
}

function describeMissingParent(parent: string): string {
  return `The directory ${parent} does not exist or the file is not a directory`;
}

/**
 * Looks at the file: attributes and content in one round trip.
 * @param describe words of its own for a directory that is not there
 * @throws TaskFailure when its directory is not there
 */
export async function inspectPkiFile(
  params: PkiFileParams,
  host: HostReader,
  describe: (parent: string) => string = describeMissingParent,
): Promise<PkiFileState> {
  refuseAttributes(params, 'for keys and certificates');
  const path = await toHostPath(host, params.path);
  const { owner, group } = params;
  const [file, text] = await Promise.all([
    host.ask(pathState(path, { owner, group })),
    host.ask(fileText(path)),
  ]);
  const parent = parentOf(path);
  if (file.self === undefined && file.ancestor !== parent) {
    throw new TaskFailure(describe(parent), { name: parent });
  }
  return { file, text };
}

/** What should become of the file. */
export interface PkiFileWish {
  readonly params: PkiFileParams;
  readonly state: PkiFileState;
  /** `private key`, `certificate`, …: what a change is called. */
  readonly what: string;
  readonly isRenewed: boolean;
  /** Undefined keeps the content that is there. */
  readonly content: string | Content | undefined;
  /** Content that nobody but its owner may see. */
  readonly isSecret: boolean;
}

export interface PkiFilePlan {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}

/** Plans writing the file, or only its attributes. */
export function planPkiFile(wish: PkiFileWish): PkiFilePlan {
  const { params, state, what, content, isSecret } = wish;
  const { file } = state;
  const path = file.self?.kind === 'link' ? file.realPath : file.path;
  const attributes = planAttributes(params, file, file.target);
  if (!wish.isRenewed) {
    const step: Step = {
      do: 'attributes',
      title: `set attributes of ${path}`,
      path,
      attributes: attributes.attributes,
    };
    return { changes: attributes.changes, steps: attributes.changes.length > 0 ? [step] : [] };
  }
  const isThere = state.text !== undefined;
  const change = {
    what,
    before: isThere ? 'present' : 'absent',
    after: isThere ? 'new' : 'present',
  };
  if (content === undefined) return { changes: [change], steps: [] };
  const write: Step = {
    do: 'write',
    title: `write ${path}`,
    path,
    content: typeof content === 'string' ? { from: 'text', text: content } : content,
    attributes: toWriteAttributes(planRewrite(params, file, file.target)),
    backup: params.backup && isThere,
    isInPlace: params.unsafe_writes === true,
    isSecret,
  };
  return { changes: [change], steps: [write] };
}

/** Plans that the file goes. */
export function planPkiAbsence(params: PkiFileParams, { file }: PkiFileState): PkiFilePlan {
  if (file.self === undefined) return { changes: [], steps: [] };
  const { path } = file;
  const copy: Step = {
    do: 'run',
    title: `back up ${path}`,
    script: sh`b=${path}${BACKUP_ENDING}; cp -p -- ${path} "$b" && printf %s "$b"`,
  };
  const remove: Step = { do: 'remove', title: `remove ${path}`, path };
  return {
    changes: [{ what: 'state', before: 'present', after: 'absent' }],
    steps: params.backup && file.target?.kind === 'file' ? [copy, remove] : [remove],
  };
}

/** Adds the name of the backup, once the steps have told it. */
export function settlePkiFile<R extends Readonly<Record<string, Plain>>>(
  returns: R,
  outcomes: readonly StepOutcome[],
): R & { readonly backup_file?: string } {
  const names = outcomes.map(({ step, backupFile, stdout }) =>
    step.do === 'run' ? stdout.trim() : backupFile,
  );
  const backup = names.find((name) => name !== undefined && name !== '');
  return backup === undefined ? returns : { ...returns, backup_file: backup };
}
