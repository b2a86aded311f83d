/** One text file that is read, edited and written back whole: lineinfile, replace, blockinfile. */
import { TaskFailure, type HostReader, type Step } from '../../host/index.ts';
import type { ParamSchema } from '../../schema/index.ts';
import type { Change, ControllerReader, Plan } from '../contract.ts';
import { fileParams, refuseFileParams, type FileParams } from './file-params.ts';
import { fileText, toContent } from './file-text.ts';
import { toHostPath } from './host-path.ts';
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
  readonly unsafe_writes: boolean;
}

export interface EditState {
  readonly path: PathState;
  /** Undefined when there is no file. */
  readonly text: string | undefined;
  readonly isCheckMode: boolean;
}

/** Reads the file and what it is, in one round trip. */
export async function inspectEdit(
  params: EditParams,
  host: HostReader,
  controller: ControllerReader,
): Promise<EditState> {
  refuseFileParams(params);
  const { owner, group } = params;
  const path = await toHostPath(host, params.path);
  const [state, text] = await Promise.all([
    host.ask(pathState(path, { owner, group })),
    host.ask(fileText(path)),
  ]);
  return { path: state, text, isCheckMode: controller.isCheckMode };
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
    isInPlace: params.unsafe_writes,
  };
  return [...parents, write];
}

const OWNERSHIP = 'ownership, perms or SE linux context changed';

function planOwnership(params: EditParams, { path }: EditState): AttributesPlan | undefined {
  if (path.target === undefined) return undefined;
  const attributes = planAttributes(params, path, path.target);
  return attributes.changes.length > 0 ? attributes : undefined;
}

/** Plans to write the edited text, or only attributes when the text stays as it is. */
export function planEdit(params: EditParams, state: EditState, edit: Edit): Plan<EditReturns> {
  const { path, text } = state;
  const isNew = text === undefined && edit.message !== '';
  const isWritten = isNew || edit.text !== (text ?? '');
  const ownership = planOwnership(params, state);
  const content: Change = {
    what: 'content',
    before: text ?? '',
    after: edit.text,
    path: path.path,
  };
  const only = ownership === undefined ? [] : [toAttributesStep(path.realPath, ownership)];
  const messages = [edit.message, ownership === undefined ? '' : OWNERSHIP];
  return {
    changes: [...(isWritten ? [content] : []), ...(ownership?.changes ?? [])],
    steps: isWritten ? planWrite(params, state, edit.text) : only,
    returns: { msg: messages.filter((message) => message !== '').join(' and ') },
  };
}
