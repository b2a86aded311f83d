/** `kplay adhoc`: one module on the hosts of a pattern, shown as `ansible` shows it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../base/index.ts';
import { renderTreeFile, toExitCode } from '../../report/index.ts';
import { runPlaybooks, type RunEvent } from '../../run/index.ts';
import type { Composition } from '../compose.ts';
import { EXIT } from '../exit-codes.ts';
import { describeHosts } from '../hosts-text.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { createMask, type Mask } from '../mask.ts';
import { UsageError } from '../options/normalize.ts';
import type { ParsedOptions } from '../options/read.ts';
import { readPlayArguments, tellVerbosity, type PlayArguments } from '../play-options.ts';
import { adhocRefused } from '../problems.ts';
import { chooseReporter } from '../reporter.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings, type Settings } from '../settings/settings.ts';
import { withRun } from '../with-run.ts';
import { writeAdhocPlaybook } from './playbook.ts';

/** How the playbook that nobody wrote is called in messages. */
const PLAYBOOK_NAME = '<adhoc>';

const NEEDS_ARGUMENTS: ReadonlySet<string> = new Set(['command', 'shell', 'raw', 'script']);
/** They shape a run, and a run of one task has no shape. */
const SENSELESS: ReadonlySet<string> = new Set([
  ...['include', 'include_tasks', 'import_tasks', 'import_playbook', 'import_role', 'meta'],
]);

function toShortName(module: string): string {
  return module.replace(/^ansible\.(?:builtin|legacy)\./, '');
}

function checkModule(module: string, args: string | undefined): void {
  const name = toShortName(module);
  if (NEEDS_ARGUMENTS.has(name) && (args ?? '') === '') {
    throw new ProblemError(adhocRefused(`No argument passed to ${name} module`));
  }
  if (!SENSELESS.has(name)) return;
  throw new ProblemError(adhocRefused(`'${module}' is not a valid action for ad-hoc commands`));
}

interface AdhocCall {
  readonly options: ParsedOptions;
  readonly env: Environment;
  readonly settings: Settings;
  readonly args: PlayArguments;
  readonly mask: Mask;
}

function writePlaybook({ options, settings }: AdhocCall): string {
  const [pattern = ''] = options.words;
  const module = options.text('module-name') ?? settings.text('DEFAULT_MODULE_NAME') ?? 'command';
  const args = options.text('args') ?? settings.text('DEFAULT_MODULE_ARGS');
  if (!options.flag('list-hosts')) checkModule(module, args);
  return writeAdhocPlaybook({
    ...{ pattern, module, args },
    background: options.number('background'),
    poll: options.number('poll'),
    timeout: options.number('task-timeout'),
  });
}

/** Writes each result to a file with the host's name. */
function makeTree(folder: string | undefined, mask: Mask): (event: RunEvent) => void {
  if (folder === undefined) return () => undefined;
  mkdirSync(folder, { recursive: true });
  return (event) => {
    if (event.type !== 'task-done') return;
    const text = renderTreeFile(event.task, event.result, (shown) => mask.mask(shown));
    writeFileSync(join(folder, event.host), text);
  };
}

function listHosts({ input }: Composition, pattern: string): string {
  return `${describeHosts(input.hosts.match(pattern)).join('\n')}\n`;
}

async function runOrList(call: AdhocCall, composition: Composition): Promise<number> {
  const { options } = call;
  if (options.flag('list-hosts')) {
    process.stdout.write(listHosts(composition, options.words[0] ?? ''));
    return EXIT.ok;
  }
  return toExitCode(await runPlaybooks(composition.input));
}

function chooseOutput(call: AdhocCall): ReturnType<typeof chooseReporter> {
  const { options, args, settings } = call;
  const isSet = settings.flag('DEFAULT_LOAD_CALLBACK_PLUGINS');
  const output = options.flag('one-line') ? 'oneline' : isSet ? undefined : 'minimal';
  return chooseReporter({ ...call, args: { ...args, output } });
}

async function runCall(call: AdhocCall): Promise<number> {
  const { env, settings, args, mask, options } = call;
  const [path = PLAYBOOK_NAME] = args.playbook;
  const written = new Map([[path, writePlaybook(call)]]);
  const reporter = chooseOutput(call);
  const writeTree = makeTree(options.text('tree'), mask);
  const emit = (event: RunEvent): void => {
    reporter.on(event);
    writeTree(event);
    if (event.type === 'play-skipped') {
      reporter.on({ type: 'warning', message: 'No hosts matched, nothing to do' });
    }
  };
  const interrupt = listenForInterrupt();
  try {
    const command = { args, env, settings, mask, interrupt, emit, written };
    return await withRun(command, (composition) => runOrList(call, composition), reporter.close);
  } finally {
    interrupt.release();
  }
}

/** Runs `kplay adhoc PATTERN`. @throws UsageError */
export async function runAdhocCommand(options: ParsedOptions, env: Environment): Promise<number> {
  const [pattern, more] = options.words;
  if (pattern === undefined) throw new UsageError('the following arguments are required: pattern');
  if (more !== undefined) throw new UsageError(`unrecognized arguments: ${more}`);
  const settings = loadSettings(env);
  const folder = options.text('playbook-dir') ?? settings.text('PLAYBOOK_DIR') ?? '.';
  const given = { ...readPlayArguments(options), playbook: [join(folder, PLAYBOOK_NAME)] };
  const args = tellVerbosity(given, settings);
  return runCall({ options, env, settings, args, mask: createMask() });
}
