/**
 * Makes variables and groups out of the variables that hosts have already, for a file that says
 * `plugin: constructed`. Source: Ansible 2.14, «constructed inventory plugin», and observed.
 */
import {
  Dict,
  Float,
  ProblemError,
  findEntry,
  isList,
  locateFinal,
  toRawValue,
} from '../../base/index.ts';
import type { Located, LocatedEntry, LocatedMap, Value } from '../../base/index.ts';
import type { LookupReader, Names, RenderContext, Templates } from '../../template/index.ts';
import { toKeyName } from '../draft.ts';
import { variableLayersOf } from '../layers.ts';
import { inventoryUnreadable } from '../problems.ts';
import { loadVarsFolder } from '../vars-folder.ts';
import { toSafeName, type SourceTarget } from './source.ts';

/** What templates in an inventory are rendered with. */
export interface InventoryTemplates {
  readonly templates: Templates;
  readonly reader: LookupReader;
  readonly extraVars: LocatedMap;
}

interface Construction {
  readonly target: SourceTarget;
  readonly tools: InventoryTemplates;
  readonly root: LocatedMap;
  readonly isStrict: boolean;
  /** The variables of the host that is looked at. */
  readonly vars: Map<string, Value>;
  readonly host: string;
}

function flagOf(root: LocatedMap, name: string, fallback: boolean): boolean {
  const value = findEntry(root, name)?.value;
  return value === undefined ? fallback : toRawValue(value) === true;
}

function textOf(map: LocatedMap, name: string): string | undefined {
  const value = findEntry(map, name)?.value;
  if (value?.kind !== 'scalar' || value.value === null) return undefined;
  return typeof value.value === 'string' ? value.value : value.raw;
}

function sectionOf(root: LocatedMap, name: string): readonly LocatedEntry[] {
  const value = findEntry(root, name)?.value;
  return value?.kind === 'map' ? value.entries : [];
}

function contextOf({ vars, tools }: Construction): RenderContext {
  const names: Names = {
    get: (name) => vars.get(name),
    has: (name) => vars.has(name),
    all: () => vars.keys(),
  };
  return { names, reader: tools.reader };
}

/** Runs `work`; where things need not be strict, a template that fails gives nothing. */
function attempt<T>({ isStrict }: Construction, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isStrict || !(error instanceof ProblemError)) throw error;
    return undefined;
  }
}

function evaluate(work: Construction, expression: Located): Value | undefined {
  if (expression.kind !== 'scalar') return toRawValue(expression);
  const text = `{{ ${toKeyName(expression)} }}`;
  return attempt(work, () =>
    work.tools.templates.renderText(text, expression.span, contextOf(work)),
  );
}

function compose(work: Construction): void {
  const { target, root, vars, host } = work;
  for (const { key, value } of sectionOf(root, 'compose')) {
    const made = evaluate(work, value);
    if (made === undefined) continue;
    vars.set(toKeyName(key), made);
    target.draft.setHostVars(host, [{ key, value: locateFinal(made, value.span) }]);
  }
}

function addGroups(work: Construction): void {
  const { target, root, host, tools } = work;
  for (const { key, value } of sectionOf(root, 'groups')) {
    const isMember = attempt(work, () => tools.templates.test(value, contextOf(work)));
    if (isMember === true) target.draft.addHost(host, toSafeName(toKeyName(key)));
  }
}

/** An entry of `keyed_groups`. */
interface KeyedGroup {
  readonly map: LocatedMap;
  readonly prefix: string;
  readonly separator: string;
  /** Stands for an empty key. */
  readonly otherwise: string | undefined;
  readonly hasTrailing: boolean;
}

function readKeyedGroup(item: Located): KeyedGroup {
  if (item.kind !== 'map') {
    throw new ProblemError(inventoryUnreadable('a keyed group must be a mapping', item.span));
  }
  const otherwise = textOf(item, 'default_value');
  const trailing = findEntry(item, 'trailing_separator');
  if (otherwise !== undefined && trailing !== undefined) {
    const message = '`default_value` and `trailing_separator` exclude each other';
    throw new ProblemError(inventoryUnreadable(message, trailing.key.span));
  }
  return {
    map: item,
    prefix: textOf(item, 'prefix') ?? '',
    separator: textOf(item, 'separator') ?? '_',
    otherwise,
    hasTrailing: flagOf(item, 'trailing_separator', true),
  };
}

/** The names that one key gives: of a list one per item, of a dict one per entry. */
function namesOf(key: Value, group: KeyedGroup, work: Construction): readonly string[] {
  const { separator, otherwise, hasTrailing } = group;
  const toText = (value: Value): string => work.tools.templates.toText(value);
  const orElse = (text: string): string => (text === '' ? (otherwise ?? text) : text);
  if (typeof key === 'string') return [orElse(key)];
  if (isList(key)) return key.map((item) => orElse(toText(item)));
  if (key instanceof Dict) {
    return [...key].map(([name, value]) => {
      const text = orElse(toText(value));
      if (text === '' && !hasTrailing) return toText(name);
      return `${toText(name)}${separator}${text}`;
    });
  }
  const { span } = group.map;
  const message = 'the key of a keyed group must be text, a list or a mapping';
  throw new ProblemError(inventoryUnreadable(message, span));
}

function isEmpty(key: Value): boolean {
  if (key === null || key === false || key === '' || key === 0) return true;
  if (key instanceof Float) return key.value === 0;
  return isList(key) ? key.length === 0 : key instanceof Dict && key.size === 0;
}

/** The key of a host; undefined when it makes no group. */
function keyOf(work: Construction, group: KeyedGroup): Value | undefined {
  const expression = findEntry(group.map, 'key')?.value;
  const key = expression === undefined ? undefined : evaluate(work, expression);
  if (key === undefined) return undefined;
  const isNamed = key === '' && group.otherwise !== undefined;
  return isEmpty(key) && !isNamed ? undefined : key;
}

function addKeyedGroup(work: Construction, group: KeyedGroup): void {
  const { target, host, root } = work;
  const key = keyOf(work, group);
  const raw = findEntry(group.map, 'parent_group')?.value;
  const parent = raw === undefined ? undefined : renderName(work, raw);
  const isOrphan = raw !== undefined && parent === undefined;
  if (key === undefined || isOrphan) return;
  const hasLead = group.prefix !== '' || flagOf(root, 'leading_separator', true);
  const lead = `${group.prefix}${hasLead ? group.separator : ''}`;
  for (const name of namesOf(key, group, work)) {
    const safe = toSafeName(`${lead}${name}`);
    target.draft.addGroup(safe);
    target.draft.addHost(host, safe);
    if (parent !== undefined) target.draft.addChild(toSafeName(parent), safe, group.map.span);
  }
}

function renderName(work: Construction, name: Located): string | undefined {
  const { templates } = work.tools;
  return attempt(work, () => templates.toText(templates.render(name, contextOf(work))));
}

function addKeyedGroups(work: Construction): void {
  const list = findEntry(work.root, 'keyed_groups')?.value;
  if (list?.kind !== 'list') return;
  for (const item of list.items) addKeyedGroup(work, readKeyedGroup(item));
}

/** What a host has before anything is constructed: inventory, extra variables, its own names. */
function varsOf(target: SourceTarget, root: LocatedMap, tools: InventoryTemplates) {
  const inventory = target.draft.snapshot();
  const folders = flagOf(root, 'use_vars_plugins', false) ? target.folders : [];
  const beside = folders.map((folder) => loadVarsFolder(folder, target.deps));
  const extra = flagOf(root, 'use_extra_vars', false) ? [{ vars: tools.extraVars }] : [];
  return (host: string): Map<string, Value> => {
    const vars = new Map<string, Value>([
      ['inventory_hostname', host],
      ['inventory_hostname_short', host.split('.')[0] ?? host],
      ['group_names', [...(inventory.hosts.get(host)?.groups ?? [])].sort()],
    ]);
    for (const { vars: layer } of [...variableLayersOf(inventory, host, beside), ...extra]) {
      for (const { key, value } of layer.entries) vars.set(toKeyName(key), toRawValue(value));
    }
    return vars;
  };
}

/**
 * Reads a `plugin: constructed` document: for every host known so far first `compose`, then
 * `groups`, then `keyed_groups`.
 * @throws ProblemError for entries that are none, and with `strict: true` for failing templates
 */
export async function readConstructed(target: SourceTarget, root: LocatedMap): Promise<void> {
  const tools = await target.deps.openTemplates?.();
  if (tools === undefined) return;
  const start = varsOf(target, root, tools);
  const isStrict = flagOf(root, 'strict', false);
  for (const host of target.draft.hostNames()) {
    const work = { target, tools, root, isStrict, vars: start(host), host };
    compose(work);
    addGroups(work);
    addKeyedGroups(work);
  }
}
