/** `merge_variables` of community.general: variables whose names match, merged into one. */
import { Dict, isList, type Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import { compileRegex } from '../regex/regex.ts';
import { compareText, isEqual } from '../values/compare.ts';
import { fail } from '../values/failure.ts';
import { copyDeep } from '../values/operators.ts';
import { kindOf } from '../values/kinds.ts';
import { toText } from '../values/text.ts';
import { lookup, textOption } from './lookup-def.ts';

type Options = ReadonlyMap<string, Value>;

function readChoice(options: Options, name: string, choices: readonly string[]): string {
  const given = textOption(options, name, choices[0] ?? '');
  if (choices.includes(given)) return given;
  const known = choices.join(', ');
  return fail('LookupError', `Invalid value "${given}" for "${name}", it is one of: ${known}`);
}

function makeMatcher(pattern: string, kind: string, runtime: Runtime): (name: string) => boolean {
  if (kind === 'prefix') return (name) => name.startsWith(pattern);
  if (kind === 'suffix') return (name) => name.endsWith(pattern);
  const regex = compileRegex(pattern);
  return (name) => regex.search(name, runtime.budget) !== undefined;
}

function failType(): never {
  return fail('LookupError', 'Not supported type detected, variable must be a list or a dict');
}

/** Puts a dict into another: dicts go deeper, lists are joined, other values replace. */
function mergeInto(target: Dict, source: Dict, path: readonly string[], override: string): void {
  for (const [key, value] of source) {
    const known = target.get(key);
    if (value instanceof Dict) {
      const inner = known === undefined ? new Dict() : known;
      if (!(inner instanceof Dict)) {
        fail('AttributeError', `'${kindOf(inner)}' object has no attribute 'setdefault'`);
      }
      target.set(key, inner);
      mergeInto(inner, value, [...path, toText(key)], override);
      continue;
    }
    if (isList(value) && known !== undefined) {
      if (!isList(known)) failType();
      target.set(key, [...known, ...value]);
      continue;
    }
    if (override === 'error' && known !== undefined && !isEqual(known, value)) {
      const shown = `value '${toText(known)}' will be overwritten with value '${toText(value)}'`;
      const from = `${path.join('.')}.${toText(key)}`;
      fail('LookupError', `The key '${toText(key)}' with ${shown} from '${from}'`);
    }
    target.set(key, value);
  }
}

function mergeOne(result: Value, value: Value, name: string, override: string): Value {
  if (!isList(value) && !(value instanceof Dict)) return failType();
  if (result === null) return copyDeep(value);
  if (isList(result) && isList(value)) return [...result, ...value];
  if (!(result instanceof Dict && value instanceof Dict)) {
    return fail('LookupError', 'Unable to merge, not all variables are of the same type');
  }
  mergeInto(result, value, [name], override);
  return result;
}

function mergeVariables(terms: readonly Value[], options: Options, runtime: Runtime): Value[] {
  const kind = readChoice(options, 'pattern_type', ['regex', 'prefix', 'suffix']);
  const override = readChoice(options, 'override', ['error', 'warn', 'ignore']);
  const initial = options.get('initial_value') ?? null;
  if (initial !== null && !isList(initial) && !(initial instanceof Dict)) failType();
  return terms.map((term) => {
    if (typeof term !== 'string') {
      const type = `<class '${kindOf(term)}'>`;
      return fail('LookupError', `Non-string type '${type}' passed, only 'str' types are allowed!`);
    }
    const matches = makeMatcher(term, kind, runtime);
    const names = [...runtime.context.names.all()].filter(matches).sort(compareText);
    let result = copyDeep(initial);
    for (const name of names) {
      result = mergeOne(result, runtime.resolve(name, runtime.at, 'shared'), name, override);
    }
    return result;
  });
}

/** The lookup by its full name. */
export const mergeLookups = [lookup('community.general.merge_variables', mergeVariables)];
