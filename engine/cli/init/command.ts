/** `kplay init`: the first files of a role, a playbook or a module. Never writes over anything. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemError } from '../../base/index.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../options/normalize.ts';
import type { ParsedOptions } from '../options/read.ts';
import { initRefused } from '../problems.ts';
import { STARTERS } from './starters.ts';

/**
 * Writes the files, all of them or none.
 * @throws UsageError for words that say nothing
 * @throws ProblemError `init-refused` when a file is there, or the name cannot be one
 */
export function runInitCommand(options: ParsedOptions, stream: NodeJS.WritableStream): number {
  const [kind = '', name, ...more] = options.words;
  const starter = STARTERS.get(kind);
  if (starter === undefined) throw new UsageError(`name one of ${[...STARTERS.keys()].join(', ')}`);
  if (name === undefined || more.length > 0) throw new UsageError(`name one ${kind}`);
  if (!starter.names.test(name)) {
    throw new ProblemError(initRefused(`\`${name}\` cannot be the name of a ${kind}`));
  }
  const files = starter.start(name);
  const present = files.find(({ path }) => existsSync(path));
  if (present !== undefined) {
    throw new ProblemError(
      initRefused(`\`${present.path}\` is there already; nothing was written`),
    );
  }
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    // `wx`: what came to be there meanwhile is not written over either.
    writeFileSync(path, text, { flag: 'wx' });
    stream.write(`${path}\n`);
  }
  return EXIT.ok;
}
