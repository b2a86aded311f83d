/** `kplay explain VAR --host NAME`: where a variable's value comes from, and what it is. */
import { ProblemError, isList, suggestName, toName } from '../../base/index.ts';
import type { PlayNode } from '../../playbook/index.ts';
import { loadVarsFilesOf, type RunInput } from '../../run/index.ts';
import type { PlayVars, Scope } from '../../vars/index.ts';
import type { Composition } from '../compose.ts';
import { EXIT } from '../exit-codes.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { createMask, type Mask } from '../mask.ts';
import type { ParsedOptions } from '../options/read.ts';
import { readPlayArguments } from '../play-options.ts';
import { explainRefused } from '../problems.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings } from '../settings/settings.ts';
import { withRun } from '../with-run.ts';
import { describeDefinitions, describeLater } from './describe.ts';
import { findLater, findHidden } from './later.ts';

interface Question {
  readonly name: string;
  readonly host: string;
  readonly mask: Mask;
}

/** A play that is for the host, with the scope that its tasks see; no play: the inventory alone. */
interface View {
  readonly title: string;
  readonly scope: Scope;
}

function patternOf(play: PlayNode, scope: Scope): string {
  const hosts = scope.render(play.hosts);
  return (isList(hosts) ? hosts : [hosts]).map(toName).join(',');
}

function varsOfPlay(play: PlayNode, host: string, input: RunInput): PlayVars {
  const name = play.name?.raw ?? '';
  const one = { hosts: () => [host], batch: [host], activeBatch: () => [host], allHosts: [host] };
  const bare = { play, name, files: [], prompted: new Map(), publicRoles: [], ...one };
  const scope = input.store.scopeFor({ host, play: bare });
  return { ...bare, files: loadVarsFilesOf(play, scope, input) };
}

function viewsOf({ input, inventory }: Composition, { name, host }: Question): readonly View[] {
  const bare = input.store.scopeFor({ host });
  const plays = input.playbooks.flatMap((playbook) => playbook.plays);
  if (plays.length === 0) return [{ title: `${name} on ${host}`, scope: bare }];
  return plays
    .filter((play) => inventory.hosts.match(patternOf(play, bare)).includes(host))
    .map((play) => {
      const title = play.name?.raw ?? patternOf(play, bare);
      const scope = input.store.scopeFor({ host, play: varsOfPlay(play, host, input) });
      return { title: `${name} on ${host} in the play «${title}»`, scope };
    });
}

/** @throws ProblemError when the question makes no sense for this inventory */
function readQuestion(options: ParsedOptions, mask: Mask): Question {
  const [name] = options.words;
  const host = options.text('host');
  if (name === undefined) throw new ProblemError(explainRefused('name a variable'));
  if (host === undefined) throw new ProblemError(explainRefused('name a host with --host'));
  return { name, host, mask };
}

function checkHost(host: string, { inventory }: Composition): void {
  const hosts = inventory.directory.hosts();
  if (hosts.includes(host) || host === 'localhost') return;
  const hint = suggestName(host, hosts);
  const more = hint === undefined ? '' : `: ${hint}`;
  throw new ProblemError(explainRefused(`the inventory has no host named \`${host}\`${more}`));
}

function refuseUnknown({ name, host }: Question, known: Iterable<string>): never {
  const hint = suggestName(name, known);
  const fact = name.startsWith('ansible_')
    ? '; if it is a fact, it is known once the host was asked'
    : '';
  const more = hint === undefined ? fact : `: ${hint}`;
  throw new ProblemError(explainRefused(`nothing defines \`${name}\` for ${host}${more}`));
}

/** Values that tasks with `no_log` are given are hidden inside of others, too. */
function hideValues(scope: Scope, names: ReadonlySet<string>, mask: Mask): void {
  for (const name of names) {
    try {
      const value = scope.get(name);
      if (typeof value === 'string') mask.hide(value);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }
}

function explain(composition: Composition, question: Question): string {
  checkHost(question.host, composition);
  const views = viewsOf(composition, question);
  if (views.length === 0) {
    throw new ProblemError(explainRefused(`none of the plays is for ${question.host}`));
  }
  const { input } = composition;
  const later = findLater(input);
  const own = later.filter(({ name }) => name === question.name);
  const found = views.filter(({ scope }) => scope.has(question.name));
  if (found.length === 0 && own.length === 0) {
    const known = views.flatMap(({ scope }) => [...scope.all()]);
    refuseUnknown(question, [...known, ...later.map(({ name }) => name)]);
  }
  const { mask } = question;
  const hidden = findHidden(input);
  for (const { scope } of found) hideValues(scope, hidden, mask);
  const isHidden = hidden.has(question.name);
  const texts = (found.length > 0 ? found : views.slice(0, 1)).map(({ title, scope }) =>
    describeDefinitions({
      ...{ title, scope, name: question.name, isHidden },
      mask: (text) => mask.mask(text),
    }),
  );
  return mask.mask([...texts, describeLater(own)].filter(Boolean).join('\n'));
}

/** Explains a variable. @returns 1 where nothing defines it */
export async function runExplainCommand(options: ParsedOptions, env: Environment): Promise<number> {
  const settings = loadSettings(env);
  const mask = createMask();
  const question = readQuestion(options, mask);
  const interrupt = listenForInterrupt();
  const args = { ...readPlayArguments(options), playbook: options.words.slice(1) };
  const emit = (): undefined => undefined;
  try {
    return await withRun({ args, env, settings, mask, interrupt, emit }, (composition) => {
      process.stdout.write(explain(composition, question));
      return EXIT.ok;
    });
  } finally {
    interrupt.release();
  }
}
