/** How old apt's package index is, before and behind a refresh. */
import type { Probe, Step, StepOutcome } from '../../host/index.ts';
import { joinSh, sh } from '../../shell/index.ts';

/** How old the package index is. */
export interface IndexAge {
  /** Seconds since the epoch when it was last refreshed. */
  readonly refreshedAt: number;
  readonly now: number;
}

/** Prints when the index was refreshed, as Ansible looks for it: apt's stamp, else its lists. */
const PRINT_AGE = sh`for k in /var/lib/apt/periodic/update-success-stamp /var/lib/apt/lists; do
  if [ -e "$k" ]; then stat -c %Y "$k"; break; fi
done`;

/** Asks when the index was refreshed. */
export function indexAge(): Probe<IndexAge> {
  return {
    name: 'apt-index-age',
    script: joinSh([sh`date +%s`, PRINT_AGE]),
    parse({ stdout }) {
      const [now = 0, refreshedAt = 0] = stdout.trim().split('\n').map(Number);
      return { now, refreshedAt };
    },
  };
}

const LOOK_AGAIN = 'look how old the package index is';

/** Behind a refresh: apt leaves the time as it is where nothing is new. */
export const lookAgain: Step = {
  do: 'run',
  title: LOOK_AGAIN,
  script: PRINT_AGE,
  housekeeping: true,
};

/** How `apt` and `package` tell the age of the index. */
export interface ToldAge {
  readonly cache_updated?: boolean;
  readonly cache_update_time?: number;
}

/**
 * Reads what `lookAgain` saw: whether the index is another one than before.
 * @param before seconds since the epoch
 */
export function describeAge(before: unknown, outcomes: readonly StepOutcome[]): ToldAge {
  const seen = outcomes.find(({ step }) => step.title === LOOK_AGAIN)?.stdout.trim();
  if (seen === undefined || seen === '') return {};
  return { cache_updated: Number(seen) !== before, cache_update_time: Number(seen) };
}
