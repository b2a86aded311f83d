/** `kplay doc`: the declaration of a module as a page for the terminal. */
import { ProblemError, suggestName } from '../base/index.ts';
import { builtinControls, builtinModules } from '../modules/index.ts';
import { describeModule } from '../report/index.ts';
import { makeActions } from './actions.ts';
import { EXIT } from './exit-codes.ts';
import type { ParsedOptions } from './options/read.ts';

async function listModules(): Promise<string> {
  const parts = [...builtinModules, ...builtinControls];
  const lines = await Promise.all(
    parts.map(async (part) => {
      const { default: def } = await part.load();
      return `${`${def.collection}.${def.name}`.padEnd(44)} ${def.summary}`;
    }),
  );
  return `${lines.sort().join('\n')}\n`;
}

/** Prints modules, or the list of all. @throws ProblemError `unknown-module` */
export async function runDocCommand(
  options: ParsedOptions,
  stream: NodeJS.WritableStream,
): Promise<number> {
  if (options.flag('list') || options.words.length === 0) {
    stream.write(await listModules());
    return EXIT.ok;
  }
  for (const name of options.words) await describeOne(name, stream);
  return EXIT.ok;
}

async function describeOne(name: string, stream: NodeJS.WritableStream): Promise<void> {
  const actions = makeActions();
  const found = actions.resolve(name);
  if (found === undefined || (found.kind !== 'module' && found.kind !== 'control')) {
    throw new ProblemError({
      code: 'unknown-module',
      message: `there is no module or action named \`${name}\``,
      hint: suggestName(name, actions.names),
      help: 'kplay doc --list',
    });
  }
  const { def } = await actions.load(found.name);
  stream.write(describeModule(def));
}
