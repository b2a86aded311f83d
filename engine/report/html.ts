/**
 * One HTML page about a run: hosts and tasks on a timeline, changes with their differences, failures,
 * and what took longest. It needs no network and no script; secrets are masked as everywhere.
 */
import type { Reporter, RunEvent, RunSummary } from '../run/index.ts';
import { describePlace } from '../base/index.ts';
import { dumpResult } from './describe-result.ts';
import { escapeMarkup } from './escape-markup.ts';
import { describeSeconds, type Stay, type Write } from './html-parts.ts';
import { drawHosts, drawTasks } from './html-tables.ts';
import type { ReporterOptions } from './options.ts';
import { renderDiff } from './render-diff.ts';

const SLOWEST = 10;

/** A phone takes its own width instead of a desk's. */
const VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">';

const STYLE = `
body { font: 14px/1.5 system-ui, sans-serif; margin: 1rem auto; padding: 0 1rem; max-width: 80rem; }
body { color: #222; background: #fff; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } td, th { padding: .2rem .4rem; text-align: left; }
th { font-weight: 600; } td { vertical-align: top; } tr + tr { border-top: 1px solid #eee; }
.number { text-align: right; white-space: nowrap; }
#timeline th { width: 1%; min-width: 5rem; } #timeline td { padding-right: 0; }
.line { position: relative; height: 1.6rem; background: #f3f3f3; }
.line span { position: absolute; top: .2rem; bottom: .2rem; min-width: 2px; }
.ok { background: #5a9; } .changed { background: #da3; } .skipped { background: #9bc; }
.failed, .unreachable { background: #c33; }
pre { background: #f7f7f7; padding: .6rem; white-space: pre-wrap; }
ins { color: #161; text-decoration: none; } del { color: #a11; text-decoration: none; }
@media (max-width: 40rem) { .place { display: none; } td, th { padding: .2rem; } }
`;

/** @param order the hosts as plays name them */
function drawTimeline(stays: readonly Stay[], order: readonly string[], write: Write): string {
  const start = Math.min(...stays.map(({ startedAt }) => startedAt));
  const length = Math.max(1, Math.max(...stays.map(({ endedAt }) => endedAt)) - start);
  const hosts = [...new Set([...order, ...stays.map(({ host }) => host)])];
  const share = (milliseconds: number): string => ((milliseconds * 100) / length).toFixed(3);
  const rows = hosts.map((host) => {
    const bars = stays
      .filter((stay) => stay.host === host)
      .map(({ task, startedAt, endedAt, result }) => {
        const title = `${task.title}: ${result.status}, ${describeSeconds(endedAt - startedAt)}`;
        const place = `left:${share(startedAt - start)}%;width:${share(endedAt - startedAt)}%`;
        return `<span class="${result.status}" style="${place}" title="${write(title)}"></span>`;
      });
    return `<tr><th>${write(host)}</th><td><div class="line">${bars.join('')}</div></td></tr>`;
  });
  return `<h2>Timeline (${describeSeconds(length)})</h2>\n<table id="timeline">\n${rows.join('\n')}\n</table>`;
}

/** The slowest host decides how long a task takes. */
function drawSlowest(stays: readonly Stay[], write: Write): string {
  const slowest = new Map<string, Stay>();
  const lengthOf = (stay: Stay): number => stay.endedAt - stay.startedAt;
  for (const stay of stays) {
    const known = slowest.get(stay.task.id);
    if (known === undefined || lengthOf(known) < lengthOf(stay)) slowest.set(stay.task.id, stay);
  }
  const rows = [...slowest.values()]
    .sort((one, other) => lengthOf(other) - lengthOf(one))
    .slice(0, SLOWEST)
    .map((stay) => {
      const { task, host } = stay;
      const cells = [task.title, describeSeconds(lengthOf(stay)), host, describePlace(task.span)];
      return `<tr>${cells.map((cell) => `<td>${write(cell)}</td>`).join('')}</tr>`;
    });
  return `<h2>Slowest tasks</h2>\n<table id="slowest">\n${rows.join('\n')}\n</table>`;
}

function markLine(line: string): string {
  if (line.startsWith('+')) return `<ins>${line}</ins>`;
  return line.startsWith('-') ? `<del>${line}</del>` : line;
}

function drawStay(stay: Stay, body: string, write: Write): string {
  const head = `${stay.host}: ${stay.task.title}`;
  return `<h3>${write(head)}</h3>\n<p>${write(describePlace(stay.task.span))}</p>\n${body}`;
}

function drawChanges(stays: readonly Stay[], write: Write, options: ReporterOptions): string {
  const changed = stays.filter(({ result }) => result.status === 'changed');
  const parts = changed.map((stay) => {
    const diffs = stay.result.isCensored ? [] : stay.result.diff;
    const text = diffs.map((diff) => renderDiff(diff, (line) => line, options)).join('');
    const lines = write(text).split('\n').map(markLine).join('\n');
    return drawStay(stay, text === '' ? '' : `<pre>${lines}</pre>`, write);
  });
  return `<h2>Changes (${String(changed.length)})</h2>\n<section id="changes">\n${parts.join('\n')}\n</section>`;
}

function drawFailures(stays: readonly Stay[], write: Write, options: ReporterOptions): string {
  const failed = stays.filter(({ result }) => ['failed', 'unreachable'].includes(result.status));
  if (failed.length === 0) return '';
  const parts = failed.map((stay) => {
    const text = dumpResult(stay.result, stay.task, options);
    return drawStay(stay, `<pre>${write(text)}</pre>`, write);
  });
  return `<h2>Failures (${String(failed.length)})</h2>\n<section id="failures">\n${parts.join('\n')}\n</section>`;
}

/** What a run has told so far. */
interface Told {
  readonly stays: readonly Stay[];
  /** Hosts as plays name them. */
  readonly order: readonly string[];
  /** Missing where the run did not come to its end. */
  readonly summary: RunSummary | undefined;
}

function drawPage({ stays, order, summary }: Told, options: ReporterOptions): string {
  const write: Write = (text) => escapeMarkup(options.mask(text));
  const parts =
    stays.length === 0
      ? ['<p>No task ran.</p>']
      : [
          drawTimeline(stays, order, write),
          drawFailures(stays, write, options),
          drawChanges(stays, write, options),
          drawSlowest(stays, write),
          drawTasks(stays, write),
          ...(summary === undefined ? [] : [drawHosts(summary, write)]),
        ];
  const head = `<meta charset="utf-8"><title>kplay</title>${VIEWPORT}<style>${STYLE}</style>`;
  return `<!doctype html>\n<html lang="en"><head>${head}</head><body>\n<h1>Run of kplay</h1>\n${parts.join('\n')}\n</body></html>\n`;
}

/** A reporter that has something to finish when the run is over, however it ends. */
export interface PageReporter extends Reporter {
  readonly close: () => void;
}

/** Makes the reporter. @param save takes the page, once */
export function makeHtmlReporter(
  options: ReporterOptions,
  save: (page: string) => void,
): PageReporter {
  const started = new Map<string, number>();
  const stays: Stay[] = [];
  const hosts = new Set<string>();
  let isSaved = false;
  let summary: RunSummary | undefined;
  const note = (event: RunEvent): void => {
    if (event.type === 'host-start') started.set(`${event.host}\n${event.task.id}`, options.now());
    if (event.type === 'play-start') for (const host of event.hosts) hosts.add(host);
    if (event.type === 'run-done') summary = event.summary;
    if (event.type !== 'task-done') return;
    const { host, task, result } = event;
    const endedAt = options.now();
    const startedAt = started.get(`${host}\n${task.id}`) ?? endedAt;
    stays.push({ host, task, startedAt, endedAt, result });
  };
  return {
    name: 'html',
    on: note,
    close: () => {
      if (isSaved) return;
      isSaved = true;
      save(drawPage({ stays, order: [...hosts], summary }, options));
    },
  };
}
