/** `vars_prompt`: asks people before a play. Observed with ansible-core 2.14. */
import {
  ProblemError,
  findEntry,
  suggestName,
  toName,
  type LocatedMap,
  type Value,
} from '../base/index.ts';
import type { PlayNode } from '../playbook/index.ts';
import type { Scope } from '../vars/index.ts';
import type { RunInput } from './contract.ts';
import { toBoolean } from './keyword-values.ts';

const KEYS = [
  'name',
  'prompt',
  'default',
  'private',
  'confirm',
  'encrypt',
  'salt_size',
  'salt',
  'unsafe',
] as const;

/** One prompt, rendered. */
interface Question {
  readonly name: string;
  readonly text: string;
  readonly preset: string | undefined;
  readonly isSecret: boolean;
  readonly isConfirmed: boolean;
  readonly encrypt: string | undefined;
  readonly salt: string | undefined;
  readonly saltSize: number | undefined;
}

function checkKeys(map: LocatedMap): void {
  if (findEntry(map, 'name') === undefined) {
    const message = "Invalid vars_prompt data structure, missing 'name' key";
    throw new ProblemError({ code: 'wrong-shape', message, span: map.span });
  }
  for (const { key } of map.entries) {
    const name = toName(key.value);
    if (KEYS.some((known) => known === name)) continue;
    throw new ProblemError({
      code: 'unknown-prompt-key',
      message: `Invalid vars_prompt data structure, found unsupported key '${name}'`,
      span: key.span,
      hint: suggestName(name, KEYS),
    });
  }
}

function readQuestion(map: LocatedMap, scope: Scope, input: RunInput): Question {
  const { templates } = input.store;
  const value = (name: (typeof KEYS)[number]): Value => {
    const located = findEntry(map, name)?.value;
    return located === undefined ? null : scope.render(located);
  };
  const text = (name: (typeof KEYS)[number]): string | undefined => {
    const found = value(name);
    return found === null ? undefined : templates.toText(found);
  };
  const name = text('name') ?? '';
  const preset = text('default');
  const asked = text('prompt') ?? name;
  const shown = asked === '' ? `input for ${name}` : asked;
  const saltSize = text('salt_size');
  return {
    name,
    text: preset === undefined || asked === '' ? shown : `${asked} [${preset}]`,
    preset,
    isSecret: toBoolean(value('private') ?? true) !== false,
    isConfirmed: toBoolean(value('confirm') ?? false) === true,
    encrypt: text('encrypt'),
    salt: text('salt'),
    saltSize: saltSize === undefined ? undefined : Number(saltSize),
  };
}

/** Asks until both answers agree; nothing when nobody is there to answer. */
async function ask(question: Question, input: RunInput): Promise<string | undefined> {
  for (;;) {
    const first = await input.prompt(question.text, question.isSecret);
    if (first === undefined || !question.isConfirmed) return first;
    const second = await input.prompt(`confirm ${question.text}`, question.isSecret);
    if (first === second) return first;
    input.emit({ type: 'note', message: '***** VALUES ENTERED DO NOT MATCH ****', verbosity: 0 });
  }
}

/** What is typed unseen is not shown later either; a default stands in the playbook for all to read. */
async function askUnseen(question: Question, input: RunInput): Promise<string | undefined> {
  const answer = await ask(question, input);
  const isTyped = answer !== undefined && answer !== question.preset;
  if (question.isSecret && isTyped) input.hide(answer);
  return answer;
}

function encrypted(answer: string, question: Question, play: PlayNode, input: RunInput): Value {
  if (question.encrypt === undefined) return answer;
  const salt = question.salt ?? null;
  const names = new Map<string, Value>([
    ['answer', answer],
    ['kind', question.encrypt],
    ['salt', salt],
    ['size', question.saltSize ?? null],
  ]);
  const entries = [...names].map(([name, value]) => [name, { kind: 'value', value }] as const);
  const locals = new Map(entries);
  const scope = input.store.scopeFor({ host: 'localhost', locals });
  const size = question.saltSize === undefined ? '' : ', salt_size=size';
  const expression = `answer | password_hash(kind, salt${size})`;
  return input.store.templates.evaluate(expression, play.span, scope.context) ?? '';
}

/**
 * Asks for `vars_prompt`, except for what extra variables already say.
 * @throws ProblemError `unknown-prompt-key`
 */
export async function askPrompts(
  play: PlayNode,
  scope: Scope,
  input: RunInput,
): Promise<ReadonlyMap<string, Value>> {
  const answers = new Map<string, Value>();
  const prompts = play.keywords.get('vars_prompt');
  if (prompts?.kind !== 'list') return answers;
  for (const item of prompts.items) {
    if (item.kind !== 'map') continue;
    checkKeys(item);
    const question = readQuestion(item, scope, input);
    if (question.name === '' || scope.definitionsOf(question.name)[0]?.layer === 'extra vars')
      continue;
    const answer = await askUnseen(question, input);
    if (answer === undefined) {
      const message = 'Not prompting as we are not in interactive mode';
      input.emit({ type: 'warning', message });
    }
    const given = answer === undefined || answer === '' ? question.preset : answer;
    answers.set(question.name, encrypted(given ?? 'None', question, play, input));
  }
  return answers;
}
