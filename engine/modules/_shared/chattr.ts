/** File attributes of chattr(1), which some file systems keep: what is asked for, what is there. */
import type { Step } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { Change } from '../contract.ts';
import type { PathState } from './path-state.ts';

/** Letters that chattr cannot set, only lsattr shows (chattr(1)). */
const SHOWN_ONLY = /[EINVe]/g;

/**
 * The letters that a path would have.
 * @param wanted `A`, `=A`, `+A` or `-A`; as in Ansible no sign means all that there are to be
 */
function resolveLetters(wanted: string, current: string): string {
  const [, sign = '', letters = ''] = /^([-+=]?)(.*)$/s.exec(wanted) ?? [];
  const kept = [...current].filter((letter) => !letters.includes(letter));
  if (sign === '-') return kept.join('');
  return sign === '+' ? [...kept, ...letters].join('') : letters;
}

function toSorted(letters: string): string {
  return [...letters.replaceAll(SHOWN_ONLY, '')].sort().join('');
}

/**
 * Adds to a plan that a path has the attributes that are asked for: the last thing that is done.
 * Ansible 2.14 counts a removal as a change every time; here it is one when something is removed.
 * @param path what stands there when the plan's own steps are done
 */
export function withChattr<
  P extends { readonly changes: readonly Change[]; readonly steps: readonly Step[] },
>(
  plan: P,
  wanted: string | undefined,
  { path, state }: { readonly path: string; readonly state: PathState },
): P {
  if (wanted === undefined || /^[-+=]?$/.test(wanted)) return plan;
  const current = state.chattr ?? '';
  const letters = resolveLetters(wanted, current);
  if (toSorted(letters) === toSorted(current)) return plan;
  const word = /^[-+=]/.test(wanted) ? wanted : `=${wanted}`;
  const step: Step = {
    do: 'run',
    title: `set attributes ${wanted} of ${path}`,
    script: sh`chattr ${word} ${path}`,
  };
  return {
    ...plan,
    changes: [...plan.changes, { what: 'attributes', before: current, after: letters }],
    steps: [...plan.steps, step],
  };
}
