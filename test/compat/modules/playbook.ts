/**
 * Situations into a playbook, and the JSON document that either engine prints for it back into
 * answers. One playbook serves both engines, so that nothing but the engine differs.
 */
import type { Json, RunAnswer, Situation, SituationAnswer, SituationFile } from './situations.ts';

/** The folder in which situations take place, made anew for each. */
const FOLDER = '/srv/kplay';

const LIST = `cd {dir} && find . ! -path . -printf '%P %y %m %u:%g %l\\n' | LC_ALL=C sort
find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2`;

/** Addresses that differ from lab to lab and that situations name. */
export type Places = Readonly<Record<string, string>>;

function fill(text: string, places: Places): string {
  return Object.entries({ dir: FOLDER, ...places }).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, value),
    text,
  );
}

function fillAll(value: Json, places: Places): Json {
  return JSON.parse(fill(JSON.stringify(value), places)) as Json; // oxlint-disable-line typescript/consistent-type-assertions -- JSON stays JSON
}

function countRuns(situation: Situation): number {
  return situation.check === true ? 1 : (situation.runs ?? 2);
}

/** What makes the host ready for a situation; behind the last one, for the next file. */
function toPreparation(file: SituationFile, situation: Situation | undefined): string {
  if (situation === undefined) return file.cleanup ?? ':';
  return [
    `LC_ALL=C; export LC_ALL; rm -rf {dir}; mkdir -p {dir}; chmod 755 {dir}; cd {dir} || exit`,
    file.prepare ?? '',
    situation.prepare ?? '',
  ].join('\n');
}

/** Looks at what a situation left and prepares the next in one task: tasks of Ansible take long. */
function toTasks(
  file: SituationFile,
  name: string,
  situation: Situation,
  next: Situation | undefined,
): readonly Json[] {
  const run = {
    name,
    [file.module]: situation.args,
    ...(situation.check === true ? { check_mode: true } : {}),
    diff: situation.diff === true,
    ...situation.keywords,
  };
  const look = [file.look ?? LIST, situation.look ?? ''].join('\n');
  const prepare = toPreparation(file, next);
  return [
    ...Array.from({ length: countRuns(situation) }, () => run),
    {
      name: `look ${name}`,
      'ansible.builtin.raw': `(\nLC_ALL=C; export LC_ALL\n${look}\n) 2>&1 | cat\nexec >/dev/null 2>&1\n${prepare}\n:`,
    },
  ];
}

/** Writes the playbook of a file of situations; JSON is YAML. */
export function renderPlaybook(file: SituationFile, host: string, places: Places): string {
  const situations = Object.entries(file.situations);
  const play = {
    name: file.module,
    hosts: host,
    become: true,
    gather_facts: false,
    ignore_errors: true,
    tasks: [
      { name: 'prepare', 'ansible.builtin.raw': toPreparation(file, situations[0]?.[1]) },
      ...situations.flatMap(([name, situation], index) =>
        toTasks(file, name, situation, situations[index + 1]?.[1]),
      ),
    ],
  };
  return JSON.stringify([fillAll(play, places)], null, 1);
}

interface TaskRecord {
  readonly task: { readonly name: string };
  readonly hosts: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

interface Printed {
  readonly plays: readonly { readonly tasks: readonly TaskRecord[] }[];
}

/** Takes away what is another in every run: times and process ids in names of backups. */
function mask(text: string, places: Places): string {
  const named = Object.entries(places).reduce(
    (masked, [name, value]) => masked.replaceAll(value, `{${name}}`),
    text,
  );
  return named.replaceAll(/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g, '.PID.TIME~');
}

/** Modules give one difference, several, or an empty one when there is none; or the same twice. */
function toDiffs(diff: Json | undefined): readonly Json[] {
  if (Array.isArray(diff)) return diff.flatMap((part: Json) => toDiffs(part));
  if (diff === undefined || diff === null || typeof diff !== 'object') return [];
  const { before, after } = diff as Readonly<Record<string, Json>>; // oxlint-disable-line typescript/consistent-type-assertions -- JSON
  const isEmpty = JSON.stringify(before) === JSON.stringify(after) && !('prepared' in diff);
  return isEmpty ? [] : [diff];
}

function toRunAnswer(
  file: SituationFile,
  situation: Situation,
  result: Readonly<Record<string, Json>>,
): RunAnswer {
  const returns = [...file.returns, ...(situation.returns ?? [])].flatMap((key) => {
    const value = result[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    changed: result['changed'] === true,
    failed: result['failed'] === true || result['unreachable'] === true,
    skipped: result['skipped'] === true,
    returns: Object.fromEntries(returns),
    ...(situation.diff === true ? { diff: toDiffs(result['diff']) } : {}),
    ...toItems(file, situation, result),
  };
}

/** What a loop came to, item by item. */
function toItems(
  file: SituationFile,
  situation: Situation,
  { results }: Readonly<Record<string, Json>>,
): Pick<RunAnswer, 'items'> {
  if (situation.keywords?.['loop'] === undefined || !Array.isArray(results)) return {};
  const items = results.filter(isObject).map((item) => toRunAnswer(file, situation, item));
  return { items };
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** What Ansible says when it gave up waiting for the host itself; no module says so. */
const GAVE_UP = /^Timeout \(\d+s\) waiting for |^Timer expired after \d+ seconds/;

/** @throws Error when a result tells of the machine that played it, and not of the module */
function refuseGivenUp(name: string, result: Readonly<Record<string, Json>>): void {
  const msg = typeof result['msg'] === 'string' ? result['msg'] : '';
  if (result['unreachable'] !== true && !GAVE_UP.test(msg)) return;
  throw new Error(`${name}: the host did not answer in time; play it again: ${msg}`);
}

/** Reads what an engine printed. @throws Error when a task is missing: the run broke off */
export function readAnswers(
  file: SituationFile,
  output: string,
  places: Places,
): Readonly<Record<string, SituationAnswer>> {
  const document = JSON.parse(output.slice(output.indexOf('{\n'))) as Printed; // oxlint-disable-line typescript/consistent-type-assertions -- the reporters' own format
  const tasks = document.plays[0]?.tasks ?? [];
  const resultsOf = (name: string): readonly Readonly<Record<string, Json>>[] =>
    tasks.filter(({ task }) => task.name === name).flatMap(({ hosts }) => Object.values(hosts));
  const answers = Object.entries(file.situations).map(([name, situation]) => {
    const results = resultsOf(name);
    const look = resultsOf(`look ${name}`)[0];
    if (results.length !== countRuns(situation) || look === undefined) {
      throw new Error(`${file.name}: the run broke off at ${name}\n${output.slice(-2000)}`);
    }
    for (const result of [...results, look]) refuseGivenUp(`${file.name}: ${name}`, result);
    const runs = results.map((result) => toRunAnswer(file, situation, result));
    const text = typeof look['stdout'] === 'string' ? look['stdout'] : '';
    const answer: SituationAnswer = { runs, state: text.replaceAll('\r\n', '\n').trimEnd() };
    return [name, JSON.parse(mask(JSON.stringify(answer), places)) as SituationAnswer] as const; // oxlint-disable-line typescript/consistent-type-assertions -- JSON stays JSON
  });
  return Object.fromEntries(answers);
}

function leaveOut(value: Json, keys: ReadonlySet<string>): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Json) => leaveOut(item, keys));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]: readonly [string, Json]) =>
      keys.has(key) ? [] : [[key, leaveOut(item, keys)]],
    ),
  );
}

/** Sorts a list whose order is that of a directory on a disk. */
function toOrdered(file: SituationFile, key: string, value: Json): Json {
  if (file.unordered?.includes(key) !== true || !Array.isArray(value)) return value;
  const texts = value.map((item: Json) => sortedText(item));
  return texts.sort().map((text) => JSON.parse(text) as Json); // oxlint-disable-line typescript/consistent-type-assertions -- JSON stays JSON
}

function sortedText(value: Json): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return JSON.stringify(value);
  return JSON.stringify(value, Object.keys(value).sort());
}

/** Takes away what a situation says differs on purpose, and what differs at every run. */
export function forCompare(
  file: SituationFile,
  situation: Situation,
  answer: SituationAnswer,
): SituationAnswer {
  const differs = new Set(Object.keys({ ...file.differs, ...situation.differs }));
  const keys = new Set([...differs, ...(file.volatile ?? [])]);
  const compare = (run: RunAnswer): RunAnswer => ({
    ...run,
    changed: differs.has('changed') ? false : run.changed,
    failed: differs.has('failed') ? false : run.failed,
    skipped: differs.has('skipped') ? false : run.skipped,
    ...(run.diff === undefined
      ? {}
      : { diff: differs.has('diff') ? [] : toDiffs(leaveOut(run.diff, keys)) }),
    returns: Object.fromEntries(
      Object.entries(run.returns).flatMap(([key, value]) =>
        keys.has(key) ? [] : [[key, toOrdered(file, key, leaveOut(value, keys))]],
      ),
    ),
    ...(run.items === undefined ? {} : { items: run.items.map(compare) }),
  });
  const runs = answer.runs.map(compare);
  return { runs, state: differs.has('state') ? '' : answer.state };
}

/** In check mode Ansible's modules often return less than kplay's, which plan in any case. */
export function onlyKeysOf(found: SituationAnswer, wanted: SituationAnswer): SituationAnswer {
  const only = (run: RunAnswer, wantedRun: RunAnswer | undefined): RunAnswer => {
    const keys = Object.keys(wantedRun?.returns ?? {});
    const kept = Object.entries(run.returns).filter(([key]) => keys.includes(key));
    const items = run.items?.map((item, index) => only(item, wantedRun?.items?.[index]));
    return { ...run, returns: Object.fromEntries(kept), ...(items === undefined ? {} : { items }) };
  };
  const runs = found.runs.map((run, index) => only(run, wanted.runs[index]));
  return { ...found, runs };
}
