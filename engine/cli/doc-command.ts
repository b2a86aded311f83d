/** `kplay doc`: the declaration of a module as a page for the terminal, a task, or JSON. */
import { ProblemError, suggestName } from '../base/index.ts';
import {
  builtinControls,
  builtinModules,
  type AnyControl,
  type AnyModule,
} from '../modules/index.ts';
import { describeModule, renderModulesJson, renderSnippet } from '../report/index.ts';
import { makeActions } from './actions.ts';
import { EXIT } from './exit-codes.ts';
import type { ParsedOptions } from './options/read.ts';
import { readModulePath } from './play-options.ts';

type Definition = AnyControl | AnyModule;

async function loadAll(): Promise<readonly Definition[]> {
  const parts = [...builtinModules, ...builtinControls];
  return Promise.all(parts.map(async (part) => (await part.load()).default));
}

/** One line a module. @param prefixes a namespace, a collection or a name; none for all */
async function listModules(prefixes: readonly string[], withWords: boolean): Promise<string> {
  const rows = (await loadAll())
    .map((def) => ({ name: `${def.collection}.${def.name}`, summary: def.summary }))
    .filter(({ name }) => prefixes.length === 0 || prefixes.some((one) => name.startsWith(one)));
  const lines = rows.map(({ name, summary }) =>
    withWords ? `${name.padEnd(44)} ${summary}` : name,
  );
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

/** @throws ProblemError `unknown-module` */
async function findModule(name: string, folders: readonly string[]): Promise<Definition> {
  const { findUserModules } = await import('../plugins/index.ts');
  const own = findUserModules(folders);
  if (own.problems.length > 0) throw new ProblemError(...own.problems);
  const actions = makeActions(own.modules);
  const found = actions.resolve(name);
  if (found !== undefined && (found.kind === 'module' || found.kind === 'control')) {
    return (await actions.load(found.name)).def;
  }
  throw new ProblemError({
    code: 'unknown-module',
    message: `there is no module or action named \`${name}\``,
    hint: suggestName(name, actions.names),
    help: 'kplay doc --list',
  });
}

function render(options: ParsedOptions, modules: readonly Definition[]): string {
  if (options.flag('json') || options.flag('metadata-dump')) return renderModulesJson(modules);
  const write = options.flag('snippet') ? renderSnippet : describeModule;
  return modules.map((def) => write(def)).join('');
}

/** Prints modules, or the list of all. @throws ProblemError `unknown-module` */
export async function runDocCommand(
  options: ParsedOptions,
  stream: NodeJS.WritableStream,
): Promise<number> {
  const { words } = options;
  const isShort = options.flag('list_files');
  if (options.flag('list') || isShort || (words.length === 0 && !options.flag('metadata-dump'))) {
    stream.write(await listModules(words, !isShort));
    return EXIT.ok;
  }
  const folders = [`${options.text('playbook-dir') ?? '.'}/library`, ...readModulePath(options)];
  const modules =
    words.length === 0
      ? await loadAll()
      : await Promise.all(words.map((name) => findModule(name, folders)));
  stream.write(render(options, modules));
  return EXIT.ok;
}
