/** One text file that is read, edited and written back whole: lineinfile, replace, blockinfile. */
import {
  TaskFailure,
  type HostReader,
  type Probe,
  type Step,
  type StepOutcome,
} from '../../host/index.ts';
import type { ParamSchema } from '../../schema/index.ts';
import type { Change, ControllerReader, Plan } from '../contract.ts';
import { withChattr } from './chattr.ts';
import { fileParams, writesInPlace, type FileParams } from './file-params.ts';
import { decodeText, encodeText, fileText, toContent } from './file-text.ts';
import { toHostPath } from './host-path.ts';
import { describeFailure, settleWrite } from './outcome.ts';
import { pathState, type PathState } from './path-state.ts';
import {
  planAttributes,
  planRewrite,
  toWriteAttributes,
  type AttributesPlan,
} from './plan-attributes.ts';
import { findMissingParents, makeDirectories } from './make-directories.ts';
import { toAttributesStep } from './write-file.ts';

/** Parameters of every module that edits a file. */
export const editParams = {
  ...fileParams,
  path: {
    type: 'string',
    'x-coerce': 'path',
    'x-aliases': ['dest', 'destfile', 'name'],
    description: 'The file to edit.',
  },
  backup: {
    type: 'boolean',
    default: false,
    description: 'Keep the old file beside the new one, with the time in its name.',
  },
  validate: {
    type: 'string',
    description:
      'Command that must accept the new file before it is put in place; `%s` is its path.',
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;

export interface EditParams extends FileParams {
  readonly path: string;
  readonly backup: boolean;
  readonly validate?: string;
  readonly unsafe_writes?: boolean;
}

export interface EditState {
  readonly path: PathState;
  /** Undefined when there is no file. */
  readonly text: string | undefined;
  readonly isCheckMode: boolean;
  readonly isInPlace: boolean;
}

/** The text of a file whose state is asked for too, which tells whether it is a link. */
function besideState(path: string): Probe<string | undefined> {
  return {
    ...fileText(path),
    sees: () => [{ path, hasParent: false, hasAccounts: false }],
    foresee: (_text, { content }) => {
      if (content.from === 'text') return decodeText(encodeText(content.text));
      return content.from === 'bytes' ? decodeText(content.bytes) : undefined;
    },
  };
}

/** Reads the file and what it is, in one round trip. */
export async function inspectEdit(
  params: EditParams,
  host: HostReader,
  controller: ControllerReader,
): Promise<EditState> {
  const { owner, group, attributes } = params;
  const path = await toHostPath(host, params.path);
  const [state, text] = await Promise.all([
    host.ask(pathState(path, { owner, group, attributes })),
    host.ask(besideState(path)),
  ]);
  const { isCheckMode } = controller;
  return { path: state, text, isCheckMode, isInPlace: writesInPlace(params, controller) };
}

/** What an edit came to. */
export interface Edit {
  readonly text: string;
  readonly message: string;
}

export interface EditReturns {
  readonly [key: string]: string | number | undefined;
}

function planWrite(params: EditParams, state: EditState, text: string): readonly Step[] {
  const { path } = state;
  if (params.validate?.includes('%s') === false) {
    throw new TaskFailure(`validate must contain %s: ${params.validate}`);
  }
  const isLenient = path.target === undefined && state.isCheckMode;
  const wanted = isLenient ? { mode: params.mode } : params;
  const attributes = planRewrite(wanted, path, path.target);
  const parents = makeDirectories(findMissingParents(path));
  const write: Step = {
    do: 'write',
    title: `write ${path.realPath}`,
    path: path.realPath,
    content: toContent(text),
    attributes: toWriteAttributes(attributes),
    backup: params.backup && path.target !== undefined,
    validate: params.validate,
    isInPlace: state.isInPlace,
  };
  return [...parents, write];
}

const OWNERSHIP = 'ownership, perms or SE linux context changed';

/** What must change of mode and owner; of a file to come only when it comes now. */
function planOwnership(
  params: EditParams,
  { path, isCheckMode }: EditState,
  isWritten: boolean,
): AttributesPlan | undefined {
  if (path.target === undefined && (isCheckMode || !isWritten)) return undefined;
  const attributes = planAttributes(params, path, path.target);
  return attributes.changes.length > 0 ? attributes : undefined;
}

function planContent({ path, text }: EditState, edit: Edit, suffix: string): Change | undefined {
  const isNew = text === undefined && edit.message !== '';
  if (!isNew && edit.text === (text ?? '')) return undefined;
  const before = text ?? '';
  return { what: 'content', before, after: edit.text, path: `${path.path}${suffix}` };
}

/**
 * Plans to write the edited text, or only attributes when the text stays as it is.
 * @param suffix what the headers of the difference say behind the path
 */
export function planEdit(
  params: EditParams,
  state: EditState,
  edit: Edit,
  suffix: ' (content)' | '' = ' (content)',
): Plan<EditReturns> {
  const { path } = state;
  const content = planContent(state, edit, suffix);
  const ownership = planOwnership(params, state, content !== undefined);
  const only = ownership === undefined ? [] : [toAttributesStep(path.realPath, ownership)];
  const messages = [edit.message, ownership === undefined ? '' : OWNERSHIP];
  const plan = {
    changes: [...(content === undefined ? [] : [content]), ...(ownership?.changes ?? [])],
    steps: content === undefined ? only : planWrite(params, state, edit.text),
    returns: { msg: messages.filter((message) => message !== '').join(' and ') },
  };
  const isThere = path.target !== undefined || content !== undefined;
  return isThere ? withChattr(plan, params.attributes, { path: path.realPath, state: path }) : plan;
}

/** Returns of an edit that was made, with its backup. @throws TaskFailure when it was not */
export function settleEdit(
  returns: EditReturns,
  outcomes: readonly StepOutcome[],
): EditReturns & { readonly backup_file?: string } {
  return settleWrite(returns, outcomes, (outcome) =>
    outcome.message === 'failed to validate'
      ? `failed to validate: rc:${outcome.rc} error:${outcome.stderr}`
      : describeFailure(outcome),
  );
}
