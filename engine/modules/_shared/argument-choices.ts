/** Whether values are among the choices of an option, compared as Python compares them. */
import { Float, type Value } from '../../base/index.ts';
import { toScalarText } from './python-json.ts';

/** Ansible's words for true and false, which YAML may have read as such. */
const WORDS: Readonly<Record<string, readonly Value[]>> = {
  True: ['y', 'yes', 'on', '1', 'true', 't', 1],
  False: ['n', 'no', 'off', 'f', 'false', '0', 0],
};

/** Types whose values are kept as text, whatever was given. */
const TEXTS: ReadonlySet<string> = new Set(['str', 'path']);

/** `True` and `1.0` are 1 in Python. */
function toNumber(value: Value): number | undefined {
  if (value instanceof Float) return value.value;
  return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : undefined;
}

function isSame(one: Value, other: Value): boolean {
  const number = toNumber(one);
  return number === undefined ? one === other : number === toNumber(other);
}

function includes(values: readonly Value[], wanted: Value): boolean {
  return values.some((value) => isSame(value, wanted));
}

/**
 * True for a text that YAML's booleans made of the one choice that means the same.
 * Source: `_validate_argument_values` in ansible-core 2.14's `module_utils/common/parameters.py`.
 */
function isMeant(text: Value, choices: readonly Value[]): boolean {
  const words = typeof text === 'string' ? WORDS[text] : undefined;
  return words !== undefined && words.filter((word) => includes(choices, word)).length === 1;
}

/** What the values of an option are compared with. */
export interface Choices {
  readonly choices: readonly Value[];
  /** Of the option, or of the elements of its list. */
  readonly type: string;
}

/**
 * Finds what is not among the choices.
 * @param values converted to the option's type, but for texts
 * @param isMany they are items of a list, for which booleans do not count as words
 * @returns their texts
 */
export function findOthers(
  values: readonly Value[],
  { choices, type }: Choices,
  isMany: boolean,
): readonly string[] {
  const converted = values.map((value) => (TEXTS.has(type) ? toScalarText(value) : value));
  return converted
    .filter((value) => !includes(choices, value) && (isMany || !isMeant(value, choices)))
    .map(toScalarText);
}
