/**
 * Reads Ansible's YAML inventories: groups with `hosts`, `children` and `vars`, all of them
 * mappings.
 */
import { ProblemList } from '../../base/index.ts';
import type { Located, LocatedEntry, LocatedMap, Span } from '../../base/index.ts';
import { toKeyName } from '../draft.ts';
import { inventoryUnreadable } from '../problems.ts';
import { addHosts, setGroupVar, toGroupName, type SourceTarget } from './source.ts';

/**
 * Reads a document into the draft.
 * @param root the whole document, known to be a mapping
 * @throws ProblemError with everything that is wrong in it
 */
export function readYaml(target: SourceTarget, root: LocatedMap): void {
  const problems = new ProblemList();
  for (const { key, value } of root.entries) readGroup(target, problems, toKeyName(key), value);
  problems.throwIfAny();
}

function isNull(value: Located): boolean {
  return value.kind === 'scalar' && value.value === null;
}

function readGroup(
  target: SourceTarget,
  problems: ProblemList,
  written: string,
  body: Located,
): void {
  const group = toGroupName(target, written);
  if (body.kind !== 'map' && !isNull(body)) {
    const message = `the group \`${group}\` is not a mapping and is left out`;
    target.deps.onWarning(inventoryUnreadable(message, body.span));
    return;
  }
  target.draft.addGroup(group);
  if (body.kind !== 'map') return;
  for (const entry of body.entries) readSection(target, problems, group, entry);
}

function readSection(
  target: SourceTarget,
  problems: ProblemList,
  group: string,
  { key, value }: LocatedEntry,
): void {
  const section = toKeyName(key);
  if (section !== 'hosts' && section !== 'children' && section !== 'vars') {
    const message = `\`${section}\` in the group \`${group}\` is left out`;
    const help = 'a group has `hosts`, `children` and `vars`';
    target.deps.onWarning(inventoryUnreadable(message, key.span, help));
    return;
  }
  const entries = toEntries(value);
  if (entries === undefined) {
    const message = `\`${section}\` of the group \`${group}\` must be a mapping`;
    const help = section === 'vars' ? undefined : 'write one name per line, each with a colon';
    problems.add(inventoryUnreadable(message, value.span, help));
    return;
  }
  for (const entry of entries) {
    problems.collect(() => {
      readEntry(target, problems, { group, section, entry });
    });
  }
}

/** The entries of a section: nothing, a mapping, or one bare name. */
function toEntries(value: Located): readonly LocatedEntry[] | undefined {
  if (value.kind === 'map') return value.entries;
  if (value.kind === 'list') return undefined;
  if (value.value === null) return [];
  if (typeof value.value !== 'string') return undefined;
  return [{ key: value, value: { ...value, value: null, raw: '' } }];
}

interface SectionEntry {
  readonly group: string;
  readonly section: 'hosts' | 'children' | 'vars';
  readonly entry: LocatedEntry;
}

function readEntry(
  target: SourceTarget,
  problems: ProblemList,
  { group, section, entry }: SectionEntry,
): void {
  switch (section) {
    case 'vars':
      setGroupVar(target, group, entry);
      return;
    case 'children':
      readGroup(target, problems, toKeyName(entry.key), entry.value);
      target.draft.addChild(group, toGroupName(target, toKeyName(entry.key)), entry.key.span);
      return;
    case 'hosts':
      readHost(target, problems, group, entry);
  }
}

function readHost(
  target: SourceTarget,
  problems: ProblemList,
  group: string,
  { key, value }: LocatedEntry,
): void {
  const span: Span = key.span;
  if (typeof key.value !== 'string') {
    const message = `\`${key.raw}\` must be text to be a host`;
    problems.add(inventoryUnreadable(message, span, 'put it in quotes'));
    return;
  }
  const vars = value.kind === 'map' ? value.entries : [];
  if (value.kind !== 'map' && !isNull(value)) {
    const message = `the variables of the host \`${key.value}\` must be a mapping`;
    problems.add(inventoryUnreadable(message, value.span));
  }
  addHosts(target, { words: key.value, span, group, vars });
}
