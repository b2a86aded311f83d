/** Warns of variables whose names the language uses itself. Observed with ansible-core 2.14. */
import { KEYWORDS } from '../playbook/index.ts';
import type { LayerName, Scope } from '../vars/index.ts';
import type { RunInput } from './contract.ts';

/** Names that every template has, so that a variable of that name hides something. */
const GLOBALS = [
  ...['lipsum', 'dict', 'range', 'cycler', 'joiner', 'namespace'],
  ...['lookup', 'query', 'q', 'now', 'undef', 'finalize'],
];

const RESERVED: ReadonlySet<string> = new Set([
  ...[...KEYWORDS.keys()].filter((name) => name !== 'vars' && name !== 'user'),
  ...['async_val', 'loop_with', 'local_action', 'with_'],
  ...GLOBALS,
]);

/** Layers that a play has before it meets a host. */
const LAYERS: ReadonlySet<LayerName> = new Set<LayerName>([
  ...(['role defaults', 'play vars', 'vars_prompt', 'vars_files', 'role vars'] as const),
  'extra vars',
]);

/** Tells of every variable of a play that has a reserved name. */
export function warnOfReserved(scope: Scope, input: RunInput): void {
  for (const name of RESERVED) {
    const isUsed = scope.definitionsOf(name).some(({ layer }) => LAYERS.has(layer));
    if (!isUsed) continue;
    input.emit({ type: 'warning', message: `Found variable using reserved name: ${name}` });
  }
}
