/** What the walk over a project carries along. */
import type { Located, LocatedMap } from '../../base/index.ts';
import { findEntry, ProblemError, type ProblemList, toName } from '../../base/index.ts';
import type { ProjectFiles } from '../../playbook/index.ts';
import type { Templates } from '../../template/index.ts';
import type { Findings } from './findings.ts';

/** The same for the whole walk. */
export interface WalkTools {
  readonly findings: Findings;
  /** What is wrong for sure. */
  readonly problems: ProblemList;
  readonly templates: Templates;
  readonly files: ProjectFiles;
  readonly rolesPath: readonly string[];
  /** True for a module of ours or a statement: a user's own may return any facts. */
  isBuiltin(action: string): boolean;
  /** Files and roles that were walked already. */
  readonly done: Set<string>;
}

/** Where the walk is. */
export interface WalkPlace {
  readonly tools: WalkTools;
  readonly playbookFolder: string;
  readonly role: string | undefined;
  /** The folder of the file. */
  readonly folder: string;
  /** False where only the run can tell whether the file is used. */
  readonly isSure: boolean;
}

/** Reads a file; undefined, and noted, when it cannot be. */
export function readYaml(path: string, { tools }: WalkPlace): Located | undefined {
  tools.findings.files.add(path);
  try {
    return tools.files.parse(tools.files.read(path));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    tools.findings.unknown.add(`a file that cannot be read: ${path}`);
    for (const problem of error.problems) {
      // A vault whose password is not given here may well be opened by the run.
      if (problem.code.startsWith('yaml-')) tools.problems.add(problem);
    }
    return undefined;
  }
}

/** Runs `work` unless it was done for this key. */
export function once(key: string, { tools }: WalkPlace, work: () => void): void {
  if (tools.done.has(key)) return;
  tools.done.add(key);
  work();
}

/** The templates in a value read variables. */
export function readValue(value: Located, { tools, isSure }: WalkPlace, of?: string): void {
  tools.findings.read(tools.templates.readsIn(value), isSure, of);
}

/** The same for expressions without delimiters. */
export function readConditions(value: Located, { tools, isSure }: WalkPlace): void {
  tools.findings.read(tools.templates.readsInConditions(value), isSure);
}

/** Variables of a mapping: their names are defined, their values read others. */
export function defineVars(map: Located, by: string, place: WalkPlace): void {
  if (map.kind === 'list') for (const item of map.items) defineVars(item, by, place);
  if (map.kind !== 'map') {
    const isTemplate = map.kind === 'scalar' && toName(map.value).includes('{{');
    if (isTemplate) place.tools.findings.unknown.add(`${by} that are a template`);
    return;
  }
  place.tools.findings.defineKeys(map, by);
  for (const { key, value } of map.entries) readValue(value, place, toName(key.value));
}

/** Text of an entry, when it is text. */
export function textAt(map: LocatedMap, key: string): string | undefined {
  const value = findEntry(map, key)?.value;
  return value?.kind === 'scalar' && value.value !== null ? toName(value.value) : undefined;
}

/** The name of an action without the collection that ships with Ansible. */
export function shortName(name: string): string {
  return name.replace(/^ansible\.(?:builtin|legacy)\./, '');
}
