/** Ansible's regex filters, with Python's `re.sub` templates. */
import { Dict, Tuple, type Value } from '../../base/index.ts';
import { plugin, counted } from '../plugin-def.ts';
import { noFlags } from '../regex/flags.ts';
import { compileRegex, type Regex, type RegexMatch } from '../regex/regex.ts';
import { asText } from '../values/arguments.ts';
import type { Budget } from '../values/budget.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { toAnsibleText, toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

/** Compiles with the flags that the filters take. */
export function toRegex(pattern: Value, ignorecase: Value, multiline: Value): Regex {
  return compileRegex(asText(pattern, 'first argument'), {
    ...noFlags,
    ignoreCase: isTrue(ignorecase),
    multiline: isTrue(multiline),
  });
}

type Part = string | number;

const SIMPLE = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\\', '\\'],
]);

function toGroup(name: string, regex: Regex): number {
  const number = /^\d+$/u.test(name) ? Number(name) : regex.names.get(name);
  if (number === undefined) return fail('IndexError', `unknown group name '${name}'`);
  if (number > regex.groups) return fail('ValueError', `invalid group reference ${name}`);
  return number;
}

/** Reads a replacement template: texts and group numbers. */
function parseReplacement(template: string, regex: Regex): readonly Part[] {
  const parts: Part[] = [];
  const pattern = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[0-3][0-7]{2})|([1-9]\d?)|([^]))|\\$/gu;
  let from = 0;
  for (const match of template.matchAll(pattern)) {
    parts.push(template.slice(from, match.index));
    from = match.index + match[0].length;
    const [, name, octal, number, character] = match;
    if (name !== undefined) parts.push(toGroup(name, regex));
    else if (octal !== undefined) parts.push(String.fromCharCode(Number.parseInt(octal, 8)));
    else if (number !== undefined) parts.push(toGroup(number, regex));
    else if (character === undefined) fail('ValueError', 'bad escape (end of pattern)');
    else {
      const simple = SIMPLE.get(character);
      if (simple === undefined && /[A-Za-z]/u.test(character)) {
        fail('ValueError', `bad escape \\${character}`);
      }
      parts.push(simple ?? `\\${character}`);
    }
  }
  parts.push(template.slice(from));
  return parts;
}

function regexReplace(budget: Budget, given: readonly Value[]): string {
  const [value = '', pattern = '', replacement = '', ignorecase = false, multiline = false] = given;
  const text = toAnsibleText(value);
  const regex = toRegex(pattern, ignorecase, multiline);
  const parts = parseReplacement(asText(replacement, 'replacement'), regex);
  const write = ({ groups }: RegexMatch): string =>
    parts.map((part) => (typeof part === 'string' ? part : (groups[part] ?? ''))).join('');
  let [out, from] = ['', 0];
  for (const match of regex.findAll(text, budget)) {
    out += text.slice(from, match.start) + write(match);
    from = match.end;
  }
  return out + text.slice(from);
}

function regexFindall(budget: Budget, given: readonly Value[]): Value {
  const [value = '', pattern = '', multiline = false, ignorecase = false] = given;
  const regex = toRegex(pattern, ignorecase, multiline);
  return Array.from(
    regex.findAll(toAnsibleText(value), budget),
    ({ groups: [whole = '', ...found] }): Value => {
      const groups = found.map((group) => group ?? '');
      const [only] = groups;
      if (only === undefined) return whole;
      return groups.length === 1 ? only : new Tuple(groups);
    },
  );
}

function findGroup(argument: Value): string {
  const text = asText(argument);
  const named = /^\\g<(\S+)>/u.exec(text)?.[1] ?? /^\\(\d+)/u.exec(text)?.[1];
  return named ?? fail('FilterError', 'Unknown argument');
}

function regexSearch(budget: Budget, given: readonly Value[]): Value {
  const [value = '', pattern = '', args = [], keywords = null] = given;
  const flag = (name: string): Value =>
    (keywords instanceof Dict ? keywords.get(name) : undefined) ?? false;
  const groups = toItems(args).map(findGroup);
  const regex = toRegex(pattern, flag('ignorecase'), flag('multiline'));
  const match = regex.search(toAnsibleText(value), budget);
  if (match === undefined) return null;
  if (groups.length === 0) return match.groups[0] ?? null;
  return groups.map((group) => {
    const number = /^\d+$/u.test(group) ? Number(group) : regex.names.get(group);
    if (number === undefined || number > regex.groups) return fail('IndexError', 'no such group');
    return match.groups[number] ?? null;
  });
}

const SPECIAL = /[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/gu;

function regexEscape(value: Value, type: Value): string {
  const text = toAnsibleText(value);
  if (type === 'python') return text.replace(SPECIAL, '\\$&');
  if (type === 'posix_basic') return text.replace(/[\].[^$*\\]/gu, '\\$&');
  return fail(
    'FilterError',
    type === 'posix_extended'
      ? `Regex type (${toText(type)}) not yet implemented`
      : `Invalid regex type (${toText(type)})`,
  );
}

export const regexFilters = [
  counted(
    'regex_replace',
    "value='', pattern='', replacement='', ignorecase=False, multiline=False",
    regexReplace,
  ),
  counted('regex_findall', 'value, regex, multiline=False, ignorecase=False', regexFindall),
  counted('regex_search', 'value, regex, *args, **kwargs', regexSearch),
  plugin('regex_escape', "string, re_type='python'", regexEscape),
];
