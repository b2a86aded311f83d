/** The tables of the page about a run: every task, and every host with its round trips. */
import { describePlace } from '../base/index.ts';
import type { RunSummary } from '../run/index.ts';
import { describeSeconds, type Stay, type Write } from './html-parts.ts';

/** What a row is made of; a number stands to the right. */
type Cell = string | number;

function drawRow(cells: readonly Cell[], write: Write, tag: 'td' | 'th' = 'td'): string {
  const drawn = cells.map((cell) =>
    typeof cell === 'number'
      ? `<${tag} class="number">${String(cell)}</${tag}>`
      : `<${tag}>${write(cell)}</${tag}>`,
  );
  return `<tr>${drawn.join('')}</tr>`;
}

function countOf(stays: readonly Stay[]): string {
  const counts = new Map<string, number>();
  for (const { result } of stays) counts.set(result.status, (counts.get(result.status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${String(count)} ${status}`).join(', ');
}

/** Every task in the order it began, with what came of it and the time of its slowest host. */
export function drawTasks(stays: readonly Stay[], write: Write): string {
  const tasks = new Map<string, Stay[]>();
  for (const stay of stays) {
    const known = tasks.get(stay.task.id) ?? [];
    known.push(stay);
    tasks.set(stay.task.id, known);
  }
  const rows = [...tasks.values()].map((ofTask) => {
    const { task } = ofTask[0] ?? {};
    const longest = Math.max(...ofTask.map(({ startedAt, endedAt }) => endedAt - startedAt));
    const place = task === undefined ? '' : describePlace(task.span);
    const name = `${write(task?.title ?? '')}<br><small class="place">${write(place)}</small>`;
    const time = `<td class="number">${describeSeconds(longest)}</td>`;
    return `<tr><td>${name}</td><td>${write(countOf(ofTask))}</td>${time}</tr>`;
  });
  return `<h2>Tasks (${String(rows.length)})</h2>\n<table id="tasks">\n${rows.join('\n')}\n</table>`;
}

/** The recap, and how often a script was sent to each host and answered. */
export function drawHosts(summary: RunSummary, write: Write): string {
  const head = drawRow(['host', 'ok', 'changed', 'failed', 'round trips'], write, 'th');
  const rows = [...summary.hosts].map(([host, { ok, changed, failed, unreachable }]) => {
    const trips = summary.roundTrips.get(host) ?? 0;
    return drawRow([host, ok, changed, failed + unreachable, trips], write);
  });
  return `<h2>Hosts (${String(rows.length)})</h2>\n<table id="hosts">\n${[head, ...rows].join('\n')}\n</table>`;
}
