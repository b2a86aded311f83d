/** Groups of packages (`@name`), as dnf and yum know them. */
import { TaskFailure, type Probe } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import { askTool, type Tool } from './tool.ts';

/** Whether a name is that of a group; `*` is everything. */
export function isGroup(name: string): boolean {
  return name.startsWith('@') || name === '*';
}

/** A group as results name it: `Group kube-group`, `Environment server`. */
export type GroupLabel = string;

function readLabels(said: string): readonly GroupLabel[] {
  const found = said.matchAll(/^\s*(Environment-(?:Group-)?Id|Group-Id)\s*: (\S+)/gm);
  return [...found].map(
    ([, key = '', id = '']) => `${key === 'Group-Id' ? 'Group' : 'Environment'} ${id}`,
  );
}

/**
 * Asks for the ids of groups, which may be named by their titles.
 * @param tool the manager
 * @param names with their `@`
 * @param options of every call
 */
export function askGroups(
  tool: Tool,
  names: readonly string[],
  options: readonly string[],
): Probe<readonly GroupLabel[]> {
  // `@name:stream` is a module, of which the dry run tells.
  const titles = names.map((name) => name.slice(1)).filter((name) => !name.includes(':'));
  const script = sh`[ ${titles.length} -eq 0 ] || ${tool.name} ${options} -q -v group info ${titles} 2>&1; true`;
  return askTool([tool], 'dnf-groups', script, ({ stdout }) => {
    const unknown = /^Warning: Group (.*) does not exist\.$/m.exec(stdout)?.[1];
    if (unknown === undefined) return readLabels(stdout);
    throw new TaskFailure(`No group ${unknown} available.`, { results: [] });
  });
}
