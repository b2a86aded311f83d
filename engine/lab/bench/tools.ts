/** How each tool is called for one run: equal forks, its fastest documented settings. */
import { join } from 'node:path';
import { runCommand, tryCommand } from '../command.ts';
import { LabError, type LabListener } from '../contract.ts';
import { findPackageRoot } from '../package-root.ts';
import { installPackages } from '../requirements.ts';
import type { BenchOptions, BenchTool } from './contract.ts';

/** One call of a tool. */
export interface ToolCall {
  readonly tool: BenchTool;
  readonly inventory: string;
  /** A folder of this run alone, for what the tool leaves on this machine. */
  readonly folder: string;
  /** Values of the playbook's variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Where kplay writes its counts for a run. */
export function statsFile(call: ToolCall): string {
  return join(call.folder, 'stats.json');
}

/** The roles of this package, for a playbook that is not beside them. */
function rolesPath(): string {
  return `ANSIBLE_ROLES_PATH=${join(findPackageRoot(), 'roles')}`;
}

function kplayCommand(options: BenchOptions, call: ToolCall): readonly string[] {
  return [
    ...['env', rolesPath(), ...options.kplay],
    ...[options.playbook, '-i', call.inventory, '--forks', String(options.forks)],
    ...['--stats', statsFile(call), '-e', JSON.stringify(call.variables)],
  ];
}

function ansibleCommand(
  options: BenchOptions,
  call: ToolCall,
  settings: readonly string[],
): readonly string[] {
  return [
    'env',
    ...settings,
    ...['ANSIBLE_HOST_KEY_CHECKING=True', 'ANSIBLE_NOCOLOR=1', 'ANSIBLE_RETRY_FILES_ENABLED=False'],
    rolesPath(),
    // A folder of its own, or a run would find the connections that the run before left open.
    `ANSIBLE_SSH_CONTROL_PATH_DIR=${join(call.folder, 'cp')}`,
    ...['ansible-playbook', options.playbook, '-i', call.inventory],
    ...['--forks', String(options.forks), '-e', JSON.stringify(call.variables)],
  ];
}

/** Finds the folder of Mitogen's strategies, wherever Debian's package puts it. */
export async function findMitogen(): Promise<string | undefined> {
  const listed = await tryCommand(['dpkg', '-L', 'ansible-mitogen']);
  return listed.stdout
    .split('\n')
    .find((path) => path.endsWith('/ansible_mitogen/plugins/strategy'));
}

/** Gives the command line of one run. */
export async function toToolCommand(
  options: BenchOptions,
  call: ToolCall,
): Promise<readonly string[]> {
  if (call.tool === 'kplay') return kplayCommand(options, call);
  if (call.tool === 'ansible') return ansibleCommand(options, call, ['ANSIBLE_PIPELINING=True']);
  const folder = await findMitogen();
  if (folder === undefined) throw new LabError('ansible-mitogen is not installed');
  const strategy = ['ANSIBLE_STRATEGY=mitogen_linear', `ANSIBLE_STRATEGY_PLUGINS=${folder}`];
  return ansibleCommand(options, call, strategy);
}

/** Installs what the chosen tools need on this machine. */
export async function ensureTools(tools: readonly BenchTool[], on: LabListener): Promise<void> {
  const wanted = ['time'];
  if (tools.some((tool) => tool !== 'kplay')) wanted.push('ansible-core', 'ansible');
  if (tools.includes('mitogen')) wanted.push('ansible-mitogen');
  const query = ['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted];
  const installed = (await tryCommand(query)).stdout;
  const missing = wanted.filter((name) => !installed.includes(`${name} installed\n`));
  await installPackages(missing, on);
}

/** Says which version of a tool was measured. */
export async function describeTool(options: BenchOptions, tool: BenchTool): Promise<string> {
  if (tool === 'kplay') return (await runCommand([...options.kplay, '--version'])).trim();
  const program = tool === 'ansible' ? 'ansible-core' : 'ansible-mitogen';
  return `${program} ${(await runCommand(['dpkg-query', '-W', '-f', '${Version}', program])).trim()}`;
}
