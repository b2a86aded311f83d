/** An inventory as a tree, which `--graph` draws. */
import type { Dict } from '../../base/index.ts';
import { pyStr } from '../../template/index.ts';
import { groupOf, hostsOf } from './forms.ts';
import type { InventoryView } from './view.ts';

function drawLine(text: string, depth: number): string {
  return depth === 0 ? text : `${'  |'.repeat(depth)}--${text}`;
}

function drawVars(vars: Dict, depth: number): readonly string[] {
  return [...vars]
    .map(([key, value]) => [pyStr(key), pyStr(value)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => drawLine(`{${key} = ${value}}`, depth));
}

/** Groups and hosts as a tree. @param hasVars with the variables of each */
export function drawGraph(view: InventoryView, root: string, hasVars: boolean): string {
  const draw = (name: string, depth: number): readonly string[] => {
    const group = groupOf(view, name);
    if (group === undefined) return [];
    const hosts = hostsOf(group).flatMap((host) => [
      drawLine(host, depth + 1),
      ...(hasVars ? drawVars(view.hostVars(host), depth + 2) : []),
    ]);
    return [
      drawLine(`@${name}:`, depth),
      ...group.children.flatMap((child) => draw(child, depth + 1)),
      ...hosts,
      ...(hasVars ? drawVars(view.groupVars(name), depth + 1) : []),
    ];
  };
  return `${draw(root, 0).join('\n')}\n`;
}
