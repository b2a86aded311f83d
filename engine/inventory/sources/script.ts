/**
 * Reads the inventory that a program prints as JSON: `--list` gives the groups and, in
 * `_meta.hostvars`, the variables of all hosts; without that, `--host NAME` is asked per host.
 */
import { dirname, resolve } from 'node:path';
import { ProblemError, findEntry } from '../../base/index.ts';
import type { Located, LocatedEntry, LocatedMap } from '../../base/index.ts';
import { parseJson } from '../../source/index.ts';
import { toKeyName } from '../draft.ts';
import { inventoryScriptFailed, inventoryUnreadable } from '../problems.ts';
import { setGroupVar, toGroupName, type SourceTarget } from './source.ts';

/**
 * Runs an inventory script and reads what it prints.
 * @throws ProblemError `inventory-script-failed`, `json-syntax` or `inventory-unreadable`
 */
export async function readScript(target: SourceTarget, path: string): Promise<void> {
  const root = await ask(target, path, ['--list']);
  if (root === undefined) throw new ProblemError(inventoryScriptFailed(path, 'it printed nothing'));
  const before = new Set(target.draft.hostNames());
  for (const { key, value } of root.entries) {
    if (toKeyName(key) !== '_meta') {
      readGroup(target, toGroupName(target, toKeyName(key)), value);
    }
  }
  const meta = findEntry(root, '_meta')?.value;
  const known = meta?.kind === 'map' ? findEntry(meta, 'hostvars')?.value : undefined;
  for (const host of target.draft.hostNames()) {
    if (known !== undefined) setVars(target, host, findVars(known, host));
    else if (!before.has(host)) setVars(target, host, await ask(target, path, ['--host', host]));
  }
}

function findVars(known: Located, host: string): Located | undefined {
  return known.kind === 'map' ? findEntry(known, host)?.value : undefined;
}

async function ask(
  target: SourceTarget,
  path: string,
  args: readonly string[],
): Promise<LocatedMap | undefined> {
  const program = resolve(path);
  const reply = await target.deps.runCommand([program, ...args], dirname(program));
  if (reply.rc !== 0) {
    const said = reply.stderr.trim();
    const reason = `exit code ${reply.rc}${said === '' ? '' : `, ${said}`}`;
    throw new ProblemError(inventoryScriptFailed(path, reason));
  }
  if (reply.stdout.trim() === '') return undefined;
  const root = parseJson({ path: `${path} ${args.join(' ')}`, text: reply.stdout });
  if (root.kind === 'map') return root;
  const message = 'an inventory script must print a JSON object';
  throw new ProblemError(inventoryUnreadable(message, root.span));
}

/** A group is an object with `hosts`, `children`, `vars`, or just a list of hosts. */
function readGroup(target: SourceTarget, group: string, body: Located): void {
  target.draft.addGroup(group);
  if (body.kind !== 'map') {
    addHosts(target, group, body);
    return;
  }
  const sections = ['hosts', 'children', 'vars'] as const;
  if (!sections.some((section) => findEntry(body, section) !== undefined)) {
    // An object of other keys is a host with its variables, as Ansible reads it.
    target.draft.addHost(group, group, target.sourceFile);
    for (const entry of body.entries) setGroupVar(target, group, entry);
    return;
  }
  const [hosts, children, vars] = sections.map((section) => findEntry(body, section)?.value);
  if (hosts !== undefined) addHosts(target, group, hosts);
  for (const entry of toEntries(vars)) setGroupVar(target, group, entry);
  for (const child of toNames(children)) {
    target.draft.addChild(group, toGroupName(target, child.name), child.span);
  }
}

function toEntries(vars: Located | undefined): readonly LocatedEntry[] {
  if (vars === undefined) return [];
  if (vars.kind === 'map') return vars.entries;
  throw new ProblemError(inventoryUnreadable('`vars` must be an object', vars.span));
}

function toNames(list: Located | undefined): readonly { name: string; span: Located['span'] }[] {
  if (list === undefined) return [];
  if (list.kind !== 'list') {
    throw new ProblemError(inventoryUnreadable('this must be a list of names', list.span));
  }
  return list.items.map((item) => {
    if (item.kind === 'scalar') return { name: toKeyName(item), span: item.span };
    throw new ProblemError(inventoryUnreadable('this must be a name', item.span));
  });
}

function addHosts(target: SourceTarget, group: string, list: Located): void {
  for (const { name } of toNames(list)) target.draft.addHost(name, group, target.sourceFile);
}

function setVars(target: SourceTarget, host: string, vars: Located | undefined): void {
  target.draft.setHostVars(host, toEntries(vars));
}
