/**
 * Reads the machines of a Vagrant project as hosts, for a file that says `plugin: vagrant` and for
 * `-i vagrant`. Groups come from what the Vagrantfile declares for its provisioner, from the
 * machines' names, and from their variables.
 */
import { dirname, resolve } from 'node:path';
import { ProblemError, findEntry, locateScalar } from '../../base/index.ts';
import type { Located, LocatedEntry, LocatedMap, LocatedScalar, Span } from '../../base/index.ts';
import {
  loadMachines,
  vagrantMachinesDown,
  type Machines,
  type VagrantMachine,
} from '../../vagrant/index.ts';
import { toKeyName } from '../draft.ts';
import { toNamePattern } from '../name-pattern.ts';
import { inventoryUnreadable } from '../problems.ts';
import { readConstructed } from './constructed.ts';
import { makeEntry, STANDARD_VAGRANT, type SourceTarget } from './source.ts';
import { addDeclared } from './vagrant-declared.ts';

/** Adds every running machine with the groups that the Vagrantfile declares: `-i vagrant`. */
export async function readVagrant(target: SourceTarget): Promise<void> {
  const span = wholeText({ path: '--inventory', text: 'vagrant' });
  addDeclared(target, await addMachines(target, target.deps.folder, span));
}

function wholeText(file: Span['file']): Span {
  return { file, start: 0, end: file.text.length };
}

/**
 * Adds the machines and groups of a `plugin: vagrant` document.
 * @param root `folder` is where the Vagrantfile is (this file's own unless set); `groups` maps a
 * group to one or more name patterns; `children` maps a group to the groups below it; `compose` and
 * `keyed_groups` are those of `constructed`; `declared: false` leaves out the Vagrantfile's groups
 * @throws ProblemError as `loadMachines` does, and for patterns that are none
 */
export async function readVagrantFile(target: SourceTarget, root: LocatedMap): Promise<void> {
  const machines = await addMachines(
    target,
    folderOf(root),
    findEntry(root, 'plugin')?.value.span ?? root.span,
  );
  const names = machines.running.map(({ name }) => name);
  const declared = findEntry(root, 'declared')?.value;
  if (declared?.kind !== 'scalar' || declared.value !== false) addDeclared(target, machines);
  for (const { group, word } of listWords(root, 'groups')) {
    target.draft.addGroup(group);
    const isMatch = toNamePattern(toKeyName(word), word.span);
    for (const name of names.filter(isMatch)) target.draft.addHost(name, group);
  }
  for (const { group, word } of listWords(root, 'children')) {
    target.draft.addChild(group, toKeyName(word), word.span);
  }
  if (!CONSTRUCTING.some((name) => findEntry(root, name) !== undefined)) return;
  const entries = root.entries.filter(({ key }) => toKeyName(key) !== 'groups');
  await readConstructed(target, { ...root, entries });
}

/** Sections that mean here what they mean in a `constructed` file. */
const CONSTRUCTING = ['compose', 'keyed_groups'] as const;

/** Where the Vagrantfile is looked for. */
function folderOf(root: LocatedMap): string {
  const home = dirname(resolve(root.span.file.path));
  const folder = findEntry(root, 'folder')?.value;
  return folder?.kind === 'scalar' ? resolve(home, folder.raw) : home;
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

async function addMachines(target: SourceTarget, folder: string, span: Span): Promise<Machines> {
  const { runCommand, vagrant = STANDARD_VAGRANT, onWarning } = target.deps;
  const machines = await loadMachines({ ...vagrant, folder, runCommand, span });
  for (const machine of machines.running) {
    target.draft.addHost(machine.name, 'ungrouped', target.sourceFile);
    target.draft.setHostVars(machine.name, toVars(machine, span));
  }
  if (machines.down.length > 0) {
    onWarning(
      vagrantMachinesDown(machines.down, target.sourceFile === undefined ? undefined : span),
    );
  }
  return machines;
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
