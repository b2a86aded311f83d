/** A variable's definitions as text: the one that counts first, with what it comes to. */
import {
  ProblemError,
  describePlace,
  toRawValue,
  typeName,
  type Located,
  type Value,
} from '../../base/index.ts';
import { renderPythonJson } from '../../report/index.ts';
import type { Definition, Scope } from '../../vars/index.ts';
import type { VariableDefinition } from '../check/findings.ts';

const STARS = '********';
const WIDEST = 60;

/** What is to be described. */
export interface Described {
  readonly title: string;
  readonly scope: Scope;
  readonly name: string;
  /** A task with `no_log` is given it. */
  readonly isHidden: boolean;
  readonly mask: (text: string) => string;
}

function cut(text: string): string {
  const [line = '', ...more] = text.split('\n');
  return more.length > 0 || line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line;
}

function hasSecret(located: Located): boolean {
  switch (located.kind) {
    case 'scalar':
      return located.isSecret || located.span.file.isSecret === true;
    case 'list':
      return located.items.some(hasSecret);
    case 'map':
      return located.entries.some(({ value }) => hasSecret(value));
  }
}

/** Where it stands, and how it is written there. */
function describeOne({ layer, entry }: Definition, isHidden: boolean): readonly string[] {
  if (entry.kind !== 'located') return [layer, 'made by kplay', ''];
  const { located } = entry;
  const isSecret = isHidden || hasSecret(located);
  const written = isSecret ? STARS : cut(renderPythonJson(toRawValue(located)));
  return [layer, describePlace(located.span), written];
}

function describeValue(value: Value | undefined, mask: (text: string) => string): string {
  if (value === undefined) return 'nothing';
  return `${renderPythonJson(value, { mask })} (${typeName(value)})`;
}

function render({ scope, name, isHidden, mask }: Described, winner: Definition): string {
  const isSecret = winner.entry.kind === 'located' && hasSecret(winner.entry.located);
  if (isHidden || isSecret) return `${STARS} (${isHidden ? 'no_log' : 'vault'})`;
  try {
    return describeValue(scope.get(name), mask);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return `cannot be told before the run: ${error.message}`;
  }
}

/** A file beside both the inventory and the playbook is read for each; it is one place. */
function withoutTwins(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const keys = rows.map((row) => row.join('\0'));
  return rows.filter((_, at) => keys.indexOf(keys[at] ?? '') === at);
}

/** Describes all definitions, the one that counts marked with `>`, and the value. */
export function describeDefinitions(described: Described): string {
  const { title, scope, name, isHidden } = described;
  const definitions = scope.definitionsOf(name);
  const [winner] = definitions;
  if (winner === undefined) return `${title}\n  nothing before the run\n`;
  const cells = withoutTwins(definitions.map((definition) => describeOne(definition, isHidden)));
  const widths = [0, 1].map((at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const rows = cells.map((row, index) => {
    const padded = row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
    return `  ${index === 0 ? '>' : ' '} ${padded}`.trimEnd();
  });
  return `${[title, ...rows, `  = ${render(described, winner)}`].join('\n')}\n`;
}

/** What may replace the value while the run goes on. */
export function describeLater(definitions: readonly VariableDefinition[]): string {
  if (definitions.length === 0) return '';
  const places = new Set(
    definitions.map(({ by, span }) => `  ${by.padEnd(14)}  ${describePlace(span)}`),
  );
  return `${['once the run gets there, the highest first', ...places].join('\n')}\n`;
}
