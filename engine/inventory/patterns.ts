/**
 * Host patterns: what stands behind `hosts:` and `--limit`. Source of the rules: the observed
 * behavior of Ansible 2.14, which a recorded table in the tests holds us to.
 */
import { ProblemError } from '../base/index.ts';
import { loadFile } from '../source/index.ts';
import { parseAddress } from './host-range.ts';
import type { Inventory } from './inventory.ts';
import { LOCAL_NAMES } from './inventory.ts';
import { findHost, hostsOf } from './members.ts';
import { toNamePattern } from './name-pattern.ts';
import { patternOutOfRange } from './problems.ts';

/** The hosts that a pattern matches, and what it names in vain, in Ansible's words. */
export interface HostMatch {
  readonly hosts: readonly string[];
  readonly warnings: readonly string[];
}

const COLON_PARTS = /(?:[^\s:[\]]|\[[^\]]*\])+/g;

/** Splits `a,b` or `a:b` into single patterns; addresses and ranges keep their colons. */
export function splitPattern(pattern: string): readonly string[] {
  const isOne = !pattern.includes(',') && parseAddress(pattern) !== undefined;
  const parts = pattern.includes(',') ? pattern.split(',') : (pattern.match(COLON_PARTS) ?? []);
  return (isOne ? [pattern] : parts).map((part) => part.trim()).filter((part) => part !== '');
}

/**
 * Reads `--limit`: patterns, or `@file` with one pattern per line.
 * @throws ProblemError when the file cannot be read
 */
export function loadLimit(text: string): readonly string[] {
  return splitPattern(text).flatMap((part) => {
    if (!part.startsWith('@')) return [part];
    const lines = loadFile(part.slice(1)).text.split('\n');
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  });
}

/**
 * Finds the hosts of a pattern in the inventory's order.
 * @param pattern as written behind `hosts:`, already rendered
 * @param limit single patterns as `loadLimit` gives them; none or undefined for no limit
 * @throws ProblemError `pattern-invalid` or `pattern-out-of-range`
 */
export function resolvePattern(
  inventory: Inventory,
  pattern: string | readonly string[],
  limit?: readonly string[],
): HostMatch {
  const warnings = new Set<string>();
  const wanted = typeof pattern === 'string' ? [pattern] : pattern;
  if (wanted.length === 0) return { hosts: [], warnings: [] };
  const found = matchAll(inventory, wanted.flatMap(splitPattern), warnings);
  if (limit === undefined || limit.length === 0) return { hosts: found, warnings: [...warnings] };
  const allowed = new Set(matchAll(inventory, limit, warnings));
  return { hosts: found.filter((host) => allowed.has(host)), warnings: [...warnings] };
}

/** Plain patterns first, then `&`, then `!`, whatever their order was. */
function matchAll(
  inventory: Inventory,
  patterns: readonly string[],
  warnings: Set<string>,
): readonly string[] {
  const isPlain = (one: string): boolean => !one.startsWith('!') && !one.startsWith('&');
  const plain = patterns.filter(isPlain);
  const match = (one: string): readonly string[] => matchOne(inventory, one, warnings);
  let hosts = new Set((plain.length === 0 ? ['all'] : plain).flatMap(match));
  for (const one of patterns.filter((other) => other.startsWith('&'))) {
    const other = new Set(match(one.slice(1)));
    hosts = new Set([...hosts].filter((host) => other.has(host)));
  }
  for (const one of patterns.filter((other) => other.startsWith('!'))) {
    const other = new Set(match(one.slice(1)));
    hosts = new Set([...hosts].filter((host) => !other.has(host)));
  }
  return [...hosts];
}

const SUBSCRIPT = /^(.+)\[(?:(-?[0-9]+)|([0-9]+)[:-]([0-9]*))\]$/;

function matchOne(inventory: Inventory, pattern: string, warnings: Set<string>): readonly string[] {
  if (inventory.hosts.has(pattern)) return [pattern];
  const match = pattern.startsWith('~') ? null : SUBSCRIPT.exec(pattern);
  if (match === null) return matchNames(inventory, pattern, warnings);
  const [, name = '', index, start = index, end = '0'] = match;
  const hosts = matchNames(inventory, name, warnings);
  if (hosts.length === 0) return hosts;
  // `[2:0]` names the one host at 2: Ansible reads an end of 0 as no end.
  if (end !== '0') return hosts.slice(Number(start), end === '' ? undefined : Number(end) + 1);
  const host = hosts.at(Number(start));
  if (host === undefined) throw new ProblemError(patternOutOfRange(pattern));
  return [host];
}

/** Groups that match, and hosts too when none did or the pattern is more than a name. */
function matchNames(
  inventory: Inventory,
  pattern: string,
  warnings: Set<string>,
): readonly string[] {
  const isMatch = toNamePattern(pattern);
  const groups = [...inventory.groups.keys()].filter(isMatch);
  const isBroad = pattern.startsWith('~') || /[.?*[]/.test(pattern);
  const named = groups.length === 0 || isBroad ? [...inventory.hosts.keys()].filter(isMatch) : [];
  const hosts = [...new Set([...groups.flatMap((name) => hostsOf(inventory, name)), ...named])];
  if (hosts.length > 0) return hosts;
  if (LOCAL_NAMES.has(pattern)) return [findHost(inventory, pattern)?.name ?? pattern];
  if (groups.length === 0 && pattern !== 'all') {
    warnings.add(`Could not match supplied host pattern, ignoring: ${pattern}`);
  }
  return hosts;
}
