/** Renders keywords to plain values, with errors that point at the keyword. */
import { ProblemError, type Located, type Problem, type Value } from '../base/index.ts';
import { KEYWORDS, keywordCandidates, type TaskNode } from '../playbook/index.ts';
import type { Templates } from '../template/index.ts';
import type { Scope } from '../vars/index.ts';
import type { RunInput } from './contract.ts';

const TRUE_WORDS = new Set(['y', 'yes', 'on', '1', 'true', 't', '1.0']);
const FALSE_WORDS = new Set(['n', 'no', 'off', '0', 'false', 'f', '0.0', '']);

function wrongKeyword(name: string, wanted: string, located: Located): Problem {
  return { code: 'wrong-shape', message: `\`${name}\` must be ${wanted}`, span: located.span };
}

/** Ansible's words; people search for them. */
function noBoolean(
  name: string,
  [located, value]: readonly [Located, Value],
  templates: Templates,
): Problem {
  const text = templates.toText(value);
  return {
    code: 'wrong-shape',
    message:
      `the field '${name}' has an invalid value (${text}), and could not be converted to an bool. ` +
      `The error was: The value '${text}' is not a valid boolean.`,
    span: located.span,
  };
}

/** Reads keywords of one task with the scope of its visit. */
export interface KeywordReader {
  /** @throws ProblemError `wrong-shape` when the rendered value is not a boolean */
  boolean(name: string): boolean | undefined;
  number(name: string): number | undefined;
  text(name: string): string | undefined;
  value(name: string): Value | undefined;
}

/** Turns a value into a boolean by Ansible's words; undefined when it is none. */
export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value === 1 ? true : value === 0 ? false : undefined;
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

/** Renders the task's own keywords that are a flag or a number. @throws ProblemError `wrong-shape` */
export function checkKeywords(task: TaskNode, keywords: KeywordReader): void {
  for (const name of task.keywords.keys()) {
    const shape = KEYWORDS.get(name)?.shape;
    if (shape === 'boolean') keywords.boolean(name);
    if (shape === 'number') keywords.number(name);
  }
}

/** True where a flag is set; one that cannot be rendered here is not. */
export function isAsked(name: string, keywords: KeywordReader): boolean {
  try {
    return keywords.boolean(name) === true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

/** Makes the reader of a task's keywords; where nothing says otherwise, the settings do. */
export function keywordReader(
  task: TaskNode,
  scope: Scope,
  { store, settings }: Pick<RunInput, 'store' | 'settings'>,
): KeywordReader {
  const { templates } = store;
  const missing = (name: string): Value | undefined => settings.keywordDefaults.get(name);
  const find = (name: string): readonly [Located, Value] | undefined => {
    for (const located of keywordCandidates(task, name)) {
      const value = scope.render(located);
      // What is omitted is as if it were not written: what surrounds the task decides.
      if (value !== scope.get('omit')) return value === null ? undefined : [located, value];
    }
    return undefined;
  };
  return {
    boolean(name) {
      const found = find(name);
      if (found === undefined) return missing(name) === true ? true : undefined;
      const flag = toBoolean(found[1]);
      if (flag === undefined) throw new ProblemError(noBoolean(name, found, templates));
      return flag;
    },
    number(name) {
      const found = find(name);
      const preset = missing(name);
      if (found === undefined) return typeof preset === 'number' ? preset : undefined;
      const number = Number(templates.toText(found[1]));
      if (Number.isNaN(number)) throw new ProblemError(wrongKeyword(name, 'a number', found[0]));
      return number;
    },
    text(name) {
      const found = find(name);
      return found === undefined ? undefined : templates.toText(found[1]);
    },
    value: (name) => find(name)?.[1],
  };
}
