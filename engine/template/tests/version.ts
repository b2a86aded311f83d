/** The `version` test: distutils' loose and strict versions, semantic versions, PEP 440. */
import { Bytes, type Value } from '../../base/index.ts';
import { alias, plugin } from '../plugin-def.ts';
import { decodeBytes } from '../values/codecs.ts';
import { compareText } from '../values/compare.ts';
import { fail } from '../values/failure.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

type Part = number | string;

const OPERATORS = new Map([
  ['==', 'eq'],
  ['=', 'eq'],
  ['eq', 'eq'],
  ['<', 'lt'],
  ['lt', 'lt'],
  ['<=', 'le'],
  ['le', 'le'],
  ['>', 'gt'],
  ['gt', 'gt'],
  ['>=', 'ge'],
  ['ge', 'ge'],
  ['!=', 'ne'],
  ['<>', 'ne'],
  ['ne', 'ne'],
]);

function failInvalid(text: string): never {
  return fail('FilterError', `Version comparison failed: invalid version '${text}'`);
}

function compareParts(left: Part, right: Part): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  return fail(
    'FilterError',
    "Version comparison failed: '<' not supported between instances of 'int' and 'str'",
  );
}

function compareLists(
  left: readonly Part[],
  right: readonly Part[],
  compare = compareParts,
): number {
  const size = Math.min(left.length, right.length);
  for (let at = 0; at < size; at += 1) {
    const [a, b] = [left[at] ?? 0, right[at] ?? 0];
    if (a !== b) return compare(a, b);
  }
  return left.length - right.length;
}

function toLoose(text: string): readonly Part[] {
  return text
    .split(/(\d+|[a-z]+|\.)/u)
    .filter((part) => part !== '' && part !== '.')
    .map((part) => (/^\d+$/u.test(part) ? Number(part) : part));
}

/** Orders two versions as distutils' LooseVersion. */
export function compareLoose(left: string, right: string): number {
  return compareLists(toLoose(left), toLoose(right));
}

/** A missing pre-release comes after every present one. */
function comparePrerelease(
  left: readonly Part[],
  right: readonly Part[],
  compare = compareParts,
): number {
  if (left.length === 0 || right.length === 0) return right.length - left.length;
  return compareLists(left, right, compare);
}

function compareStrict(left: string, right: string): number {
  const read = (text: string): { core: Part[]; pre: Part[] } => {
    const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/u.exec(text);
    if (match === null) return failInvalid(text);
    const [, major, minor, patch = '0', letter, number] = match;
    const pre = letter === undefined ? [] : [letter, Number(number)];
    return { core: [Number(major), Number(minor), Number(patch)], pre };
  };
  const [a, b] = [read(left), read(right)];
  return compareLists(a.core, b.core) || comparePrerelease(a.pre, b.pre);
}

const SEMANTIC =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/u;

/** Numbers come before words. */
function compareSemanticParts(left: Part, right: Part): number {
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
  return compareParts(left, right);
}

function compareSemantic(left: string, right: string): number {
  const read = (text: string): { core: Part[]; pre: Part[] } => {
    const match = SEMANTIC.exec(text);
    if (match === null) return failInvalid(text);
    const [, major, minor, patch, pre] = match;
    const parts = (pre?.split('.') ?? []).map((part) =>
      /^\d+$/u.test(part) ? Number(part) : part,
    );
    return { core: [Number(major), Number(minor), Number(patch)], pre: parts };
  };
  const [a, b] = [read(left), read(right)];
  return compareLists(a.core, b.core) || comparePrerelease(a.pre, b.pre, compareSemanticParts);
}

const PEP440 =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|a|b|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z\d]+(?:[-_.][a-z\d]+)*))?$/iu;

const PHASES: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1 };

interface Pep440 {
  readonly release: readonly number[];
  readonly rest: readonly number[];
  readonly local: readonly Part[];
}

/** Pre-releases come before the release, a lone development release before them all. */
function toPhase(phase: string | undefined, number: string, isOnlyDev: boolean): number[] {
  if (isOnlyDev) return [-1, 0];
  return phase === undefined ? [9, 0] : [PHASES[phase.toLowerCase()] ?? 2, Number(number)];
}

function toParts(text: string, separator: RegExp): Part[] {
  if (text === '') return [];
  return text.split(separator).map((part) => (/^\d+$/u.test(part) ? Number(part) : part));
}

/** The key by which PEP 440 orders versions: epoch, release, pre, post, dev, local. */
function toPep440(text: string): Pep440 {
  const match = PEP440.exec(text.trim());
  if (match === null) return failInvalid(text);
  const [, epoch = '0', release = '', phase, number = '0', implicit, post, dev, devNumber] = match;
  const written = implicit ?? post;
  const isOnlyDev = phase === undefined && written === undefined && dev !== undefined;
  const numbers = release
    .replace(/(?:\.0+)+$/u, '')
    .split('.')
    .map(Number);
  return {
    release: [Number(epoch), ...numbers],
    rest: [
      ...toPhase(phase, number, isOnlyDev),
      written === undefined ? -1 : Number(written),
      dev === undefined ? Infinity : Number(devNumber),
    ],
    local: toParts(match[9] ?? '', /[-_.]/u),
  };
}

function comparePep440(left: string, right: string): number {
  const [a, b] = [toPep440(left), toPep440(right)];
  return (
    compareLists(a.release, b.release) ||
    compareLists(a.rest, b.rest) ||
    compareLists(a.local, b.local, (x, y) => -compareSemanticParts(x, y) || 0)
  );
}

const TYPES: ReadonlyMap<string, (left: string, right: string) => number> = new Map([
  ['loose', compareLoose],
  ['strict', compareStrict],
  ['semver', compareSemantic],
  ['semantic', compareSemantic],
  ['pep440', comparePep440],
]);

function chooseType(strict: Value, type: Value): (left: string, right: string) => number {
  if (strict !== null && type !== null) {
    return fail('FilterError', "Cannot specify both 'strict' and 'version_type'");
  }
  if (isTrue(strict)) return compareStrict;
  if (!isTrue(type)) return compareLoose;
  return (
    TYPES.get(toText(type)) ??
    fail(
      'FilterError',
      `Invalid version type (${toText(type)}). Must be one of ${[...TYPES.keys()].map((name) => `'${name}'`).join(', ')}`,
    )
  );
}

const ANSWERS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
};

function chooseAnswer(operator: Value): (order: number) => boolean {
  const answer = ANSWERS[OPERATORS.get(toText(operator)) ?? ''];
  if (answer !== undefined) return answer;
  const known = [...OPERATORS.keys()].map((one) => `'${one}'`).join(', ');
  return fail(
    'FilterError',
    `Invalid operator type (${toText(operator)}). Must be one of ${known}`,
  );
}

/** Ansible's `to_text`: bytes are text here. */
function readVersion(value: Value): string {
  return value instanceof Bytes ? decodeBytes(value, 'utf-8', 'surrogateescape') : toText(value);
}

function version(
  ...[value = '', other = '', operator = 'eq', strict = null, type = null]: Value[]
): boolean {
  const compare = chooseType(strict, type);
  if (!isTrue(value)) fail('FilterError', 'Input version value cannot be empty');
  if (!isTrue(other)) fail('FilterError', 'Version parameter to compare against cannot be empty');
  const answer = chooseAnswer(operator);
  return answer(compare(readVersion(value), readVersion(other)));
}

export const versionTests = alias(
  plugin('version', "value, version, operator='eq', strict=None, version_type=None", version),
  'version_compare',
);
