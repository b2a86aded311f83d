/** `--list-hosts`, `--list-tasks`, `--list-tags` and `--syntax-check`: looks without touching. */
import { isList, toName } from '../base/index.ts';
import { describeHosts } from './hosts-text.ts';
import {
  isTagged,
  sectionsOf,
  tagsOf,
  wordsOf,
  type ItemNode,
  type PlaybookNode,
  type PlayNode,
  type TaskNode,
} from '../playbook/index.ts';
import type { HostSource, RunSettings } from '../run/index.ts';
import type { VarStore } from '../vars/index.ts';
import type { PlayArguments } from './play-options.ts';

export interface Listing {
  readonly args: PlayArguments;
  readonly playbooks: readonly PlaybookNode[];
  readonly hosts: HostSource;
  readonly store: VarStore;
  readonly settings: RunSettings;
}

type TagReader = (task: TaskNode) => ReadonlySet<string>;

/**
 * The tasks that the tags leave; of a block what it is there for, without `rescue` and `always`.
 * Source: `_process_block` in ansible-core 2.14's `cli/playbook.py`.
 */
function wantedTasks(
  items: readonly ItemNode[],
  read: TagReader,
  settings: RunSettings,
): readonly TaskNode[] {
  return items.flatMap((item) => {
    if (item.kind === 'block') {
      return wantedTasks(item.tasks, read, settings);
    }
    return item.isImplicit !== true && isTagged(read(item), settings.tags) ? [item] : [];
  });
}

function listTasks(tasks: readonly TaskNode[], read: TagReader): readonly string[] {
  return tasks.map((item) => {
    const tags = read(item);
    return `      ${titleOf(item)}\tTAGS: [${[...tags].sort().join(', ')}]`;
  });
}

/** A name with its role's, but for includes of roles; the action alone where there is no name. */
function titleOf({ name, action, role }: TaskNode): string {
  if (name === undefined) return action.written;
  const isBare = role === undefined || action.kind === 'include_role';
  return isBare ? toName(name.value) : `${role.name} : ${toName(name.value)}`;
}

function listPlay(play: PlayNode, index: number, listing: Listing): readonly string[] {
  const { args, hosts, store, settings } = listing;
  const scope = store.scopeFor({ host: 'localhost' });
  const pattern = scope.render(play.hosts);
  const patterns = (isList(pattern) ? pattern : [pattern]).map(toName);
  const name = play.name === undefined ? patterns.join(',') : toName(play.name.value);
  const keyword = play.keywords.get('tags');
  const playTags = keyword === undefined ? [] : [...wordsOf(keyword)];
  const vars = {
    ...{ play, name, files: [], prompted: new Map(), publicRoles: [] },
    ...{ batch: [], allHosts: [], hosts: () => [], activeBatch: () => [] },
  };
  const read: TagReader = (task) =>
    tagsOf(task, (located) =>
      store.scopeFor({ host: 'localhost', play: vars, task }).render(located),
    );
  const tasks = wantedTasks(sectionsOf(play), read, settings);
  const lines = [
    `  play #${String(index + 1)} (${patterns.join(',')}): ${name}\tTAGS: [${playTags.join(',')}]`,
  ];
  if (args.listHosts) {
    const found = hosts.match(patterns.join(','));
    lines.push(`    pattern: [${patterns.map((one) => `'${one}'`).join(', ')}]`);
    lines.push(...describeHosts(found, '    '));
  }
  if (args.listTasks) lines.push('    tasks:', ...listTasks(tasks, read));
  if (args.listTags) {
    const tags = [...new Set(tasks.flatMap((task) => [...read(task)]))].sort();
    lines.push(`      TASK TAGS: [${tags.join(', ')}]`);
  }
  return lines;
}

/** Writes what the flags ask for, in the words of ansible-playbook. */
export function listProject(listing: Listing): string {
  const isPlain = listing.args.syntaxCheck;
  return listing.playbooks
    .map((playbook) => {
      const head = `\nplaybook: ${playbook.path}\n`;
      if (isPlain) return head;
      const plays = playbook.plays.map((play, index) => listPlay(play, index, listing));
      return `${head}\n${plays.map((lines) => lines.join('\n')).join('\n\n')}\n`;
    })
    .join('');
}
