/** Values as a YAML document, for commands that print one. */
import type { Value } from '../../base/index.ts';
import { emitYaml } from './emit.ts';
import { representYaml } from './represent.ts';

/** Writes a value as PyYAML's block style does, keys sorted. @returns lines, the last one ended */
export function dumpYaml(value: Value): string {
  const node = representYaml(value, { flow: 'block', sortKeys: true });
  return emitYaml(node, { indent: 0, width: 0, explicitStart: false, explicitEnd: false });
}
