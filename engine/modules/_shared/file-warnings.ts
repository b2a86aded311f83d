/** What the file module warns of in check mode, in the words of ansible-core 2.14. Pure. */
import { TaskFailure } from '../../host/index.ts';
import type { FileModuleParams, FileModuleState } from './file-inspect.ts';
import type { FilePlan } from './file-plain.ts';

interface Wanted {
  readonly noun: 'user' | 'group';
  readonly word: string | undefined;
  readonly found: { readonly name: string } | undefined;
}

/** An account that is not there may be what an earlier task would have made. */
function warnOf({ noun, word, found }: Wanted): readonly string[] {
  if (word === undefined) return [];
  const isId = /^\d+$/.test(word);
  // A number that no account has comes back as its own name.
  if (found !== undefined && !(isId && found.name === word)) return [];
  const id = noun === 'user' ? 'uid' : 'gid';
  const what = isId ? `${noun} with ${id} ${word}` : `${noun} ${word}`;
  return [`failed to look up ${what}. Create ${noun} up to this point in real play`];
}

/** Gives the warnings of a check; none in a real run, which fails instead. */
function warningsOf(params: FileModuleParams, state: FileModuleState): readonly string[] {
  if (!state.isCheckMode || state.wanted === 'absent') return [];
  const { wantedOwner, wantedGroup } = state.path;
  return [
    ...warnOf({ noun: 'user', word: params.owner, found: wantedOwner }),
    ...warnOf({ noun: 'group', word: params.group, found: wantedGroup }),
  ];
}

/** Adds the warnings to a plan, or to the failure that came instead. @throws TaskFailure */
export function addWarnings(
  plan: () => FilePlan,
  params: FileModuleParams,
  state: FileModuleState,
): FilePlan {
  const warnings = warningsOf(params, state);
  if (warnings.length === 0) return plan();
  try {
    return { ...plan(), warnings };
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    throw new TaskFailure(error.message, { ...error.returns, warnings });
  }
}
