/** PLAY RECAP, and the exit code that a run comes to. */
import type { HostStats, RunSummary } from '../run/index.ts';
import type { Paint, Tone } from './paint.ts';
import { comparePythonText } from './python-json.ts';

const HOST_WIDTH = 26;
const COUNT_WIDTH = 4;

const COLUMNS = [
  ['ok', 'ok'],
  ['changed', 'changed'],
  ['unreachable', 'unreachable'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['rescued', 'ok'],
  ['ignored', 'warning'],
] as const satisfies readonly (readonly [keyof HostStats, Tone])[];

function toHostTone(stats: HostStats): Tone {
  if (stats.failed > 0 || stats.unreachable > 0) return 'failed';
  return stats.changed > 0 ? 'changed' : 'ok';
}

/** Gives the hosts of a summary in the order of the recap: by name, as Python sorts. */
export function sortHosts(summary: RunSummary): (readonly [string, HostStats])[] {
  return [...summary.hosts].sort(([left], [right]) => comparePythonText(left, right));
}

/** Writes one host's line; the columns stay in place with colours too. */
export function renderRecapLine(host: string, stats: HostStats, paint: Paint): string {
  const name = paint(host, toHostTone(stats)) + ' '.repeat(Math.max(0, HOST_WIDTH - host.length));
  const counts = COLUMNS.map(([key, tone]) => {
    const text = `${key}=${String(stats[key]).padEnd(COUNT_WIDTH)}`;
    return stats[key] > 0 ? paint(text, tone) : text;
  });
  return `${name} : ${counts.join(' ')}`;
}

/**
 * Gives the exit code that `ansible-playbook` 2.14 gives for the same outcome.
 * @returns 0 all went well; 4 a host is unreachable, whether or not others failed; 2 a host failed,
 * or the run was stopped
 */
export function toExitCode({ outcome }: RunSummary): 0 | 2 | 4 {
  switch (outcome) {
    case 'unreachable':
      return 4;
    case 'failed':
      return 2;
    case 'ok':
      return 0;
  }
}
