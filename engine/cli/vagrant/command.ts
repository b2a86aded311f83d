/** `kplay vagrant init`: adds kplay's provisioner to a Vagrantfile, shown as a diff first. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { ProblemError } from '../../base/index.ts';
import { findPackageRoot } from '../../lab/index.ts';
import { findProjectFolder } from '../../vagrant/index.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../options/normalize.ts';
import type { ParsedOptions } from '../options/read.ts';
import { vagrantInitRefused } from '../problems.ts';
import { askUser } from '../secrets-input.ts';
import { replaceFile } from '../vault/files.ts';
import { addProvisioner } from './vagrantfile.ts';

/** A file to be written. */
interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

function changesOf(folder: string, playbook: string): readonly Change[] {
  const vagrantfile = join(folder, 'Vagrantfile');
  const text = readFileSync(vagrantfile, 'utf8');
  const added = addProvisioner(text, playbook);
  if (added === undefined) {
    const message = `${vagrantfile} has no line \`Vagrant.configure("2") do |config|\``;
    throw new ProblemError(vagrantInitRefused(message));
  }
  const library = join(folder, 'vagrant', 'kplay.rb');
  const known = existsSync(library) ? readFileSync(library, 'utf8') : '';
  return [
    { path: vagrantfile, before: text, after: added },
    {
      path: library,
      before: known,
      after: readFileSync(join(findPackageRoot(), 'vagrant', 'kplay.rb'), 'utf8'),
    },
  ].filter(({ before, after }) => before !== after);
}

/** The Vagrantfile as a diff; of the provisioner only that it is written. */
function show(changes: readonly Change[]): string {
  return changes
    .map(({ path, before, after }) =>
      path.endsWith('.rb')
        ? `${path}: kplay's provisioner, ${String(after.split('\n').length)} lines\n`
        : createTwoFilesPatch(path, path, before, after, 'before', 'after', { context: 2 }),
    )
    .join('\n');
}

async function isAgreed(options: ParsedOptions): Promise<boolean> {
  if (options.flag('yes')) return true;
  if (!process.stdin.isTTY) {
    process.stderr.write('kplay: nothing was written: say --yes\n');
    return false;
  }
  const answer = await askUser('Write this? (yes/no)', false);
  return /^y(?:es)?$/i.test(answer.trim());
}

/** Runs the command. @throws UsageError, ProblemError */
export async function runVagrantCommand(options: ParsedOptions): Promise<number> {
  const [action, ...more] = options.words;
  if (action !== 'init' || more.length > 0) throw new UsageError('write `kplay vagrant init`');
  const folder = findProjectFolder(process.cwd());
  if (folder === undefined) {
    const message = 'there is no Vagrantfile here nor above: `vagrant init` makes one';
    throw new ProblemError(vagrantInitRefused(message));
  }
  const changes = changesOf(folder, options.text('playbook') ?? 'playbooks/site.yml');
  if (changes.length === 0) {
    process.stdout.write('The Vagrantfile runs kplay already.\n');
    return EXIT.ok;
  }
  process.stdout.write(show(changes));
  if (!(await isAgreed(options))) return EXIT.error;
  for (const { path, after } of changes) {
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, Buffer.from(after));
  }
  process.stdout.write('Written. Next: vagrant up --provision\n');
  return EXIT.ok;
}
