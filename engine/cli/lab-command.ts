/** `kplay lab`: throwaway hosts for trying things out, the demo, and the benchmark. */
import { spawnSync } from 'node:child_process';
import {
  downLab,
  getHost,
  getLab,
  LabError,
  listLabs,
  renderBench,
  runBench,
  siteFolderVariables,
  sshCommand,
  standardPlaces,
  upLab,
  type BenchReport,
  type BenchTool,
} from '../lab/index.ts';
import { EXIT } from './exit-codes.ts';
import { InterruptedError, listenForInterrupt } from './interrupt.ts';
import { runDemo } from './lab-demo.ts';
import { describeLabError, isLabPossible, tellLab } from './lab-words.ts';
import { UsageError } from './options/normalize.ts';
import type { ParsedOptions } from './options/read.ts';

const ACTIONS = ['up', 'down', 'list', 'ssh', 'demo', 'bench'] as const;

/** What `kplay lab` is told. */
interface LabArguments {
  readonly action: (typeof ACTIONS)[number];
  readonly name?: string | undefined;
  readonly lab: string;
  readonly python: boolean;
  readonly runs?: number | undefined;
  readonly rtt?: readonly number[] | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly playbook?: string | undefined;
  readonly secondOnly: boolean;
}

async function showLabs(): Promise<number> {
  const labs = await listLabs();
  if (labs.length === 0) process.stdout.write('no lab is up; npm run lab -- up makes one\n');
  for (const { lab, hosts } of labs) {
    process.stdout.write(`${lab.name}  10.77.${lab.subnet}.0/24\n`);
    for (const { host, isRunning } of hosts) {
      const state = isRunning ? 'running' : 'stopped';
      process.stdout.write(`  ${host.name.padEnd(12)} ${host.address.padEnd(14)} ${state}\n`);
    }
  }
  return EXIT.ok;
}

async function enterHost(labName: string, hostName: string | undefined): Promise<number> {
  const lab = await getLab(labName);
  if (hostName === undefined) {
    const names = lab.hosts.map((host) => host.name).join(', ');
    throw new LabError('name a host to log in to', { help: `npm run lab -- ssh NAME (${names})` });
  }
  const [program, ...words] = sshCommand(standardPlaces, getHost(lab, hostName));
  return spawnSync(program, words, { stdio: 'inherit' }).status ?? EXIT.error;
}

const TOOLS: readonly BenchTool[] = ['kplay', 'ansible', 'mitogen'];

async function bench(args: LabArguments): Promise<number> {
  const interrupt = listenForInterrupt();
  try {
    process.stdout.write(`${renderBench(await measure(args, interrupt.signal))}\n`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    return EXIT.interrupted;
  } finally {
    interrupt.release();
  }
}

function measure(args: LabArguments, signal: AbortSignal): Promise<BenchReport> {
  const chosen = TOOLS.filter((tool) => args.tools?.includes(tool) ?? true);
  return runBench(
    {
      signal,
      tools: chosen,
      runs: args.runs ?? 5,
      roundTrips: args.rtt ?? [0, 26],
      playbook: args.playbook ?? 'playbooks/site.yml',
      forks: 5,
      phases: args.secondOnly ? ['second'] : ['first', 'second'],
      kplay: [process.execPath, ...process.execArgv, process.argv[1] ?? 'kplay'],
      folderVariables: siteFolderVariables,
    },
    tellLab,
  );
}

async function act(args: LabArguments): Promise<number> {
  switch (args.action) {
    case 'up': {
      if (!(await isLabPossible())) return EXIT.error;
      const lab = await upLab({ name: args.lab, withPython: args.python }, tellLab);
      process.stdout.write(`the lab \`${lab.name}\` is up: ${String(lab.hosts.length)} hosts\n`);
      return showLabs();
    }
    case 'down':
      await downLab(args.lab, tellLab);
      return EXIT.ok;
    case 'list':
      return showLabs();
    case 'ssh':
      return enterHost(args.lab, args.name);
    case 'demo':
      return (await isLabPossible()) ? runDemo(tellLab) : EXIT.error;
    case 'bench':
      return (await isLabPossible()) ? bench(args) : EXIT.error;
  }
}

function splitWords(texts: readonly string[]): readonly string[] | undefined {
  const words = texts.flatMap((text) => text.split(',')).filter(Boolean);
  return words.length === 0 ? undefined : words;
}

function readArguments(options: ParsedOptions): LabArguments {
  const [word, name] = options.words;
  const action = ACTIONS.find((known) => known === word);
  if (action === undefined) throw new UsageError(`name one of: ${ACTIONS.join(', ')}`);
  return {
    action,
    name,
    lab: options.text('lab') ?? 'lab',
    python: options.flag('python'),
    runs: options.number('runs'),
    rtt: splitWords(options.list('rtt'))?.map(Number),
    tools: splitWords(options.list('tools')),
    playbook: options.text('playbook'),
    secondOnly: options.flag('second-only'),
  };
}

/** Runs `kplay lab ACTION`. @throws UsageError */
export async function runLabCommand(options: ParsedOptions): Promise<number> {
  try {
    return await act(readArguments(options));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(describeLabError(error));
    return EXIT.error;
  }
}
