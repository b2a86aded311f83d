/**
 * Reads the machines of a Vagrant project as hosts, for a file that says `plugin: vagrant` and for
 * `-i vagrant`. Groups come from the machines' names, because Vagrant knows none.
 */
import { dirname, resolve } from 'node:path';
import { ProblemError, findEntry, locateScalar } from '../../base/index.ts';
import type { Located, LocatedEntry, LocatedMap, LocatedScalar, Span } from '../../base/index.ts';
import { loadMachines, type VagrantMachine } from '../../vagrant/index.ts';
import { toKeyName } from '../draft.ts';
import { toNamePattern } from '../name-pattern.ts';
import { inventoryUnreadable } from '../problems.ts';
import { makeEntry, type SourceTarget } from './source.ts';

/** Adds every running machine, without groups: `-i vagrant`. */
export async function readVagrant(target: SourceTarget): Promise<void> {
  const span = wholeText({ path: '--inventory', text: 'vagrant' });
  await addMachines(target, target.deps.folder, span);
}

function wholeText(file: Span['file']): Span {
  return { file, start: 0, end: file.text.length };
}

/**
 * Adds the machines and groups of a `plugin: vagrant` document.
 * @param root `folder` is where the Vagrantfile is (this file's own unless set); `groups` maps a
 * group to one or more name patterns; `children` maps a group to the groups below it
 * @throws ProblemError as `loadMachines` does, and for patterns that are none
 */
export async function readVagrantFile(target: SourceTarget, root: LocatedMap): Promise<void> {
  const { span } = root;
  const home = dirname(resolve(span.file.path));
  const folder = findEntry(root, 'folder')?.value;
  const from = folder?.kind === 'scalar' ? resolve(home, folder.raw) : home;
  const names = await addMachines(target, from, findEntry(root, 'plugin')?.value.span ?? span);
  for (const { group, word } of listWords(root, 'groups')) {
    target.draft.addGroup(group);
    const isMatch = toNamePattern(toKeyName(word), word.span);
    for (const name of names.filter(isMatch)) target.draft.addHost(name, group);
  }
  for (const { group, word } of listWords(root, 'children')) {
    target.draft.addChild(group, toKeyName(word), word.span);
  }
}

/** The pairs of a mapping from groups to one word or a list of words. */
function listWords(
  root: LocatedMap,
  section: string,
): readonly { readonly group: string; readonly word: LocatedScalar }[] {
  const body = findEntry(root, section)?.value;
  if (body === undefined) return [];
  if (body.kind !== 'map') {
    throw new ProblemError(inventoryUnreadable(`\`${section}\` must be a mapping`, body.span));
  }
  return body.entries.flatMap(({ key, value }) =>
    (value.kind === 'list' ? value.items : [value]).map((word) => ({
      group: toKeyName(key),
      word: toWord(word),
    })),
  );
}

function toWord(word: Located): LocatedScalar {
  if (word.kind === 'scalar') return word;
  throw new ProblemError(inventoryUnreadable('this must be a name or a list of names', word.span));
}

async function addMachines(
  target: SourceTarget,
  folder: string,
  span: Span,
): Promise<readonly string[]> {
  const { runCommand, vagrantDataFolder, vagrantCache } = target.deps;
  const cache = vagrantCache ?? 'use';
  const machines = await loadMachines({
    ...{ folder, runCommand, span, cache },
    dataFolder: vagrantDataFolder,
  });
  for (const machine of machines) {
    target.draft.addHost(machine.name, 'ungrouped', target.sourceFile);
    for (const entry of toVars(machine, span)) target.draft.setHostVar(machine.name, entry);
  }
  return machines.map(({ name }) => name);
}

function quote(path: string): string {
  return /^[\w@%+=:,./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** The variables by which Ansible's ssh connection would reach a machine. */
function toVars(machine: VagrantMachine, span: Span): readonly LocatedEntry[] {
  const [key, ...otherKeys] = machine.identityFiles;
  const knownHosts = machine.knownHostsFiles.join(' ');
  const options = [
    ...(knownHosts === '' ? [] : [`UserKnownHostsFile=${knownHosts}`]),
    ...otherKeys.map((path) => `IdentityFile=${path}`),
    ...(machine.identitiesOnly ? ['IdentitiesOnly=yes'] : []),
    ...(machine.forwardAgent ? ['ForwardAgent=yes'] : []),
    ...(machine.proxyCommand === undefined ? [] : [`ProxyCommand=${machine.proxyCommand}`]),
  ];
  const values: readonly (readonly [string, LocatedScalar['value'] | undefined])[] = [
    ['ansible_host', machine.hostName],
    ['ansible_port', machine.port],
    ['ansible_user', machine.user],
    ['ansible_ssh_private_key_file', key],
    ['ansible_host_key_checking', machine.strictHostKeyChecking === 'no' ? false : undefined],
    ['ansible_ssh_common_args', options.map((option) => `-o ${quote(option)}`).join(' ')],
  ];
  return values.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [makeEntry(name, locateScalar(value, span))],
  );
}
