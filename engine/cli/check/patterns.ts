/** `hosts:` of plays that name no host and no group of the inventory: a play that runs on nobody. */
import {
  suggestName,
  toName,
  type Located,
  type LocatedScalar,
  type Problem,
} from '../../base/index.ts';
import type { HostDirectory } from '../../vars/index.ts';
import { unknownPattern } from './problems.ts';

const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** A name alone: no wildcard, no expression, no range, no template. */
const NAME = /^[\w.-]+$/;

function scalarsIn(value: Located): readonly LocatedScalar[] {
  if (value.kind === 'scalar') return [value];
  return value.kind === 'list' ? value.items.flatMap(scalarsIn) : [];
}

function namesIn(value: LocatedScalar): readonly string[] {
  return toName(value.value)
    .split(/[,:]/)
    .map((part) => part.trim().replace(/^[!&]/, ''))
    .filter((part) => NAME.test(part));
}

/** Every name in the `hosts:` of these plays that nothing in the inventory has. */
export function findUnknownPatterns(
  hosts: readonly Located[],
  known: Pick<HostDirectory, 'hosts' | 'groups'>,
): readonly Problem[] {
  // Groups first: of two names that are as near, the group is the one that plays are for.
  const names = new Set([...known.groups().keys(), ...known.hosts(), 'all', 'ungrouped', ...LOCAL]);
  return hosts.flatMap(scalarsIn).flatMap((scalar) =>
    namesIn(scalar)
      .filter((name) => !names.has(name))
      .map((name) => unknownPattern(name, scalar.span, suggestName(name, names))),
  );
}
