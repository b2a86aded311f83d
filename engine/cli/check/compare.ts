/** Compares what is defined with what is read. In doubt nothing is said: a false alarm is worse. */
import { resolve } from 'node:path';
import { findSimilar, suggestName, type Problem, type Span } from '../../base/index.ts';
import { MAGIC_NAMES } from '../../vars/index.ts';
import type { Templates } from '../../template/index.ts';
import type { WordCounts } from './count-words.ts';
import type { Findings, VariableDefinition, VariableRead } from './findings.ts';
import { unknownLookup, unknownVariable, unusedVariable } from './problems.ts';

/**
 * Names that a run gives besides magic variables and facts. Source: ansible-core 2.14, «Special
 * Variables», the template module, and what service_facts, package_facts and getent return.
 */
const GIVEN: ReadonlySet<string> = new Set([
  ...MAGIC_NAMES,
  ...['item', 'services', 'packages', 'environment', 'module_setup', 'gather_subset'],
  ...['template_host', 'template_uid', 'template_path', 'template_fullpath', 'template_mtime'],
  ...['template_run_date', 'template_destpath', 'discovered_interpreter_python'],
  // Of Jinja itself: in blocks, and in macros that were given a body.
  ...['self', 'super', 'loop', 'caller', 'varargs', 'kwargs', 'true', 'false', 'none'],
]);

/** Facts, settings of the connection, and what fact programs of others give. */
const GIVEN_PREFIX = /^(?:ansible|getent|facter|ohai)_/;

function isGiven(name: string): boolean {
  return GIVEN.has(name) || GIVEN_PREFIX.test(name);
}

/** Values of variables count once the variable itself is read. */
function countingReads({ reads, optional }: Findings): readonly VariableRead[] {
  const byOwner = new Map<string, VariableRead[]>();
  const counting: VariableRead[] = [];
  const queue = reads.filter(({ of }) => of === undefined);
  for (const read of reads) {
    if (read.of !== undefined) byOwner.set(read.of, [...(byOwner.get(read.of) ?? []), read]);
  }
  const done = new Set<string>();
  for (const name of optional) {
    queue.push(...(byOwner.get(name) ?? []));
    done.add(name);
  }
  for (let read = queue.pop(); read !== undefined; read = queue.pop()) {
    counting.push(read);
    if (done.has(read.name)) continue;
    done.add(read.name);
    queue.push(...(byOwner.get(read.name) ?? []));
  }
  return counting;
}

/** The same for what stands at one place, however often it was walked. */
function keyOf({ file, start }: Span): string {
  return `${file.path}:${String(start)}`;
}

const SHORTEST_HINT = 5;

/** A name of the project that is nearly the same. */
function findNear(name: string, known: Iterable<string>): string | undefined {
  const near = name.length < SHORTEST_HINT ? undefined : findSimilar(name, known);
  return near !== undefined && Math.abs(near.length - name.length) <= 1 ? near : undefined;
}

/**
 * Variables that are read and that nobody defines.
 * @param isCareful there may be variables that only the run knows: only what looks misspelled is
 * told then, as a warning
 */
export function findUnknown(findings: Findings, isCareful: boolean): readonly Problem[] {
  const defined = new Set(findings.definitions.map(({ name }) => name));
  const known = [...new Set([...defined, ...MAGIC_NAMES])];
  const problems = new Map<string, Problem>();
  for (const { name, span } of countingReads(findings)) {
    if (defined.has(name) || findings.optional.has(name) || isGiven(name)) continue;
    const key = keyOf(span);
    const similar = isCareful ? findNear(name, known) : findSimilar(name, known);
    const hint = similar === undefined ? undefined : `did you mean \`${similar}\`?`;
    const problem = unknownVariable(name, span, hint);
    if (!isCareful) problems.set(key, problem);
    else if (similar !== undefined) problems.set(key, { ...problem, isWarning: true });
  }
  return [...problems.values()];
}

/** Lookups that there are not. */
export function findUnknownLookups(
  { lookups }: Pick<Findings, 'lookups'>,
  templates: Pick<Templates, 'hasLookup' | 'lookupNames'>,
): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const { name, span } of lookups) {
    if (templates.hasLookup(name)) continue;
    const hint = suggestName(name, templates.lookupNames);
    problems.set(keyOf(span), unknownLookup(name, span, hint));
  }
  return [...problems.values()];
}

/** Names that kplay or people read elsewhere, and what needs no reader. */
const QUIET: ReadonlySet<string> = new Set(['argument specs', 'loop_control', 'add_host']);

function isQuiet({ name, by }: VariableDefinition): boolean {
  return QUIET.has(by) || name.startsWith('_') || GIVEN_PREFIX.test(name);
}

/**
 * Variables that nobody reads.
 * @param words how often each word stands in the files of the project; a definition elsewhere (an
 * inventory that is a program, a flag) is nobody's to tidy up
 */
export function findUnused(
  { definitions, maybeRead }: Findings,
  words: WordCounts,
): readonly Problem[] {
  if (words.hasMadeNames) return [];
  const declared = new Set(
    definitions.flatMap(({ name, by }) => (by === 'argument specs' ? [name] : [])),
  );
  const places = new Map<string, Map<string, VariableDefinition>>();
  for (const definition of definitions) {
    const { name, span } = definition;
    if (!words.files.has(resolve(span.file.path))) continue;
    const known = places.get(name) ?? new Map<string, VariableDefinition>();
    known.set(keyOf(span), definition);
    places.set(name, known);
  }
  return [...places].flatMap(([name, found]) => {
    const isRead = (words.counts.get(name) ?? 0) > found.size || maybeRead.has(name);
    const [first] = found.values();
    if (isRead || first === undefined || isQuiet(first)) return [];
    if (first.by === 'role params' && declared.has(name)) return [];
    return [unusedVariable(name, first.by, first.span)];
  });
}
