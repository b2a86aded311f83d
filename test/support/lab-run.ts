/**
 * Looks at lab hosts with the system's own ssh client, which knows nothing of kplay: the oracle of
 * lab tests. Also runs real Ansible against them and reads its recap.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { LabForTests } from './lab-for-tests.ts';

/** How a command ended. */
export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is run with besides its arguments. */
export interface RunOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program of this machine to its end. Never throws for an exit code. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<CommandEnd> {
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve(status ?? 255);
    });
  });
  return { code, stdout, stderr };
}

function getAddress(lab: LabForTests, hostName: string): string {
  const host = lab.hosts.find((each) => each.name === hostName);
  if (host === undefined) throw new Error(`the lab has no host ${hostName}`);
  return host.address;
}

/** Runs a script of sh on a host as `vagrant`, with the system's ssh. */
export async function runOnHost(
  lab: LabForTests,
  hostName: string,
  script: string,
): Promise<CommandEnd> {
  return runSsh(lab, hostName, 'sh -s', script);
}

/** Runs a script of sh on a host as root; throws when it fails. Gives what it printed. */
export async function askHost(lab: LabForTests, hostName: string, script: string): Promise<string> {
  const end = await runSsh(lab, hostName, 'sudo -n sh -s', script);
  if (end.code !== 0) throw new Error(`${hostName}: ${script}\n${end.stderr}`);
  return end.stdout;
}

async function runSsh(
  lab: LabForTests,
  hostName: string,
  command: string,
  input: string,
): Promise<CommandEnd> {
  const options = [
    ...['-F', '/dev/null', '-i', lab.keyFile, '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes'],
    ...['-o', `UserKnownHostsFile=${lab.knownHosts}`, '-o', 'LogLevel=ERROR'],
  ];
  return run(['ssh', ...options, `vagrant@${getAddress(lab, hostName)}`, command], { input });
}

/** One file as it lies on a host; times are left out on purpose. */
export interface FileState {
  readonly path: string;
  /** As `find -printf %y` says it: f, d, l, … */
  readonly type: string;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  /** The target of a link, else empty. */
  readonly target: string;
  /** The sha256 of a regular file, else empty. */
  readonly sha256: string;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Lists everything at and below the paths, in order of path; a path that is not there is left out. */
export async function listTree(
  lab: LabForTests,
  hostName: string,
  paths: readonly string[],
): Promise<readonly FileState[]> {
  const script = `for path in ${paths.map(quote).join(' ')}; do
[ -e "$path" ] || [ -h "$path" ] || continue
find "$path" -xdev -printf '%p\\t%y\\t%m\\t%u\\t%g\\t%l\\n'
echo ---
find "$path" -xdev -type f -exec sha256sum {} +
echo ===
done
`;
  const states: FileState[] = [];
  for (const part of (await askHost(lab, hostName, script)).split('===\n')) {
    const [listing = '', sums = ''] = part.split('---\n');
    const sumOf = new Map(
      sums.split('\n').map((line) => [line.slice(66), line.slice(0, 64)] as const),
    );
    for (const line of listing.split('\n').filter(Boolean)) {
      const [path = '', type = '', mode = '', owner = '', group = '', target = ''] =
        line.split('\t');
      states.push({ path, type, mode, owner, group, target, sha256: sumOf.get(path) ?? '' });
    }
  }
  return states.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** What systemd says of a unit. */
export interface UnitState {
  readonly unit: string;
  readonly enabled: string;
  readonly active: string;
}

/** Asks systemd for each unit whether it is enabled and active. */
export async function listUnits(
  lab: LabForTests,
  hostName: string,
  units: readonly string[],
): Promise<readonly UnitState[]> {
  const script = units
    .map((unit) => `systemctl show -p UnitFileState -p ActiveState ${quote(unit)}; echo ---`)
    .join('\n');
  const blocks = (await askHost(lab, hostName, `${script}\n`)).split('---\n');
  return units.map((unit, index) => {
    const block = blocks[index] ?? '';
    return {
      unit,
      enabled: /^UnitFileState=(.*)$/m.exec(block)?.[1] ?? '',
      active: /^ActiveState=(.*)$/m.exec(block)?.[1] ?? '',
    };
  });
}

/** Gives the requests that the mirror has answered: `200 GET /path`. */
export async function readMirrorLog(lab: LabForTests): Promise<readonly string[]> {
  return (await readFile(lab.mirrorLog, 'utf8')).split('\n').filter(Boolean);
}

/** The counts of one host in a PLAY RECAP. */
export type Recap = Readonly<Record<string, number>>;

/** Reads the recap that real Ansible and kplay print alike: host name -> counts. */
export function parseRecap(output: string): ReadonlyMap<string, Recap> {
  const recaps = new Map<string, Recap>();
  const text = output.slice(output.lastIndexOf('PLAY RECAP'));
  for (const [, host = '', counts = ''] of text.matchAll(/^(\S+)\s*:\s*(ok=.*)$/gm)) {
    const pairs = [...counts.matchAll(/(\w+)=(\d+)/g)];
    recaps.set(host, Object.fromEntries(pairs.map(([, key = '', count]) => [key, Number(count)])));
  }
  return recaps;
}

/** Runs real `ansible-playbook` against a lab whose hosts have Python. */
export async function runAnsible(
  lab: LabForTests,
  playbook: string,
  extra: readonly string[] = [],
): Promise<CommandEnd> {
  const env = {
    ANSIBLE_ROLES_PATH: fileURLToPath(new URL('../../roles', import.meta.url)),
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_FORCE_COLOR: '0',
    ANSIBLE_PIPELINING: 'True',
    ANSIBLE_HOST_KEY_CHECKING: 'True',
    ANSIBLE_RETRY_FILES_ENABLED: 'False',
    ANSIBLE_DEPRECATION_WARNINGS: 'False',
  };
  return run(['ansible-playbook', '-i', lab.inventory, ...extra, playbook], { env });
}
