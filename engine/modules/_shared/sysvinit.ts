/** What init scripts and their links in /etc/rc?.d say of a service, and whether that means it runs. */
import { TaskFailure, type HostReader, type Probe } from '../../host/index.ts';
import { joinSh, sh, type Sh } from '../../shell/index.ts';
import { askTool, withTools, type Tool } from './tool.ts';

const PS: Tool = { name: 'ps', package: 'procps' };

/** What is asked for of a service. */
export interface ScriptQuestion {
  readonly name: string;
  readonly pattern?: string;
  readonly runlevels?: readonly string[];
}

/** Programs that keep the links of init scripts, the better one first. */
const linkTools = ['update-rc.d', 'chkconfig'] as const;

/** One of them. */
type LinkTool = (typeof linkTools)[number];

export interface ScriptState {
  readonly isStarted: boolean;
  /** By runlevel; under the empty name when no runlevels were named: in any of them. */
  readonly isEnabled: ReadonlyMap<string, boolean>;
  readonly linkTool: LinkTool | undefined;
  readonly warnings: readonly string[];
}

/** Path of the script of a service; a name may be such a path. */
export function toScriptPath(name: string): string {
  return name.startsWith('/') ? name : `/etc/init.d/${name}`;
}

/** The runlevels that are asked about; an empty name is for any. */
export function toLevels({ runlevels = [] }: ScriptQuestion): readonly string[] {
  return runlevels.length === 0 ? [''] : runlevels;
}

function lookForLink(name: string, level: string): Sh {
  const rc = level === '' ? sh`rc?.d` : sh`rc${level}.d`;
  return sh`e=no
for k in "$d"/${rc}/S??${name}; do
  if [ -e "$k" ] || [ -L "$k" ]; then e=yes; fi
done
echo "$e"`;
}

interface Links {
  readonly isEnabled: readonly boolean[];
  readonly linkTool: LinkTool | undefined;
}

/** Looks for the script, for links to it and for what keeps them. */
function findLinks(question: ScriptQuestion): Probe<Links> {
  const { name } = question;
  const script = sh`[ -e ${toScriptPath(name)} ] || exit 3
for t in ${linkTools}; do
  if command -v "$t" >/dev/null 2>&1; then break; fi
  t=none
done
echo "$t"
d=/etc; [ -d /etc/rc0.d/ ] || d=/etc/init.d
${joinSh(toLevels(question).map((level) => lookForLink(name, level)))}`;
  return {
    name: 'init-links',
    script: withTools([], script),
    parse({ rc, stdout, stderr }) {
      if (rc === 3) throw new TaskFailure(`Could not find the requested service ${name}: `);
      if (rc !== 0) throw new TaskFailure(stderr.trim());
      const [tool, ...marks] = stdout.trimEnd().split('\n');
      return {
        isEnabled: marks.map((mark) => mark === 'yes'),
        linkTool: linkTools.find((known) => known === tool),
      };
    },
  };
}

/** Looks for a text in the list of processes. The text must not be in any argument itself. */
function findProcess(pattern: string): Probe<boolean> {
  const script = sh`o=$(ps auxww) || exit 0
case $o in *${pattern}*) echo found ;; esac`;
  return askTool([PS], 'processes', script, ({ stdout }) => stdout.trim() === 'found');
}

interface Said {
  readonly rc: number;
  readonly stdout: string;
}

/** Asks `service`, or the script itself where there is no such program. */
function askStatus(name: string): Probe<Said> {
  const script = sh`if command -v service >/dev/null 2>&1; then service ${name} status
else ${toScriptPath(name)} status; fi </dev/null`;
  const parse = ({ rc, stdout }: Said): Said => ({ rc, stdout });
  return { name: 'init-status', script: withTools([], script), parse };
}

const STOPPED = ['stop', 'is dead ', 'dead but ', 'could not access pid file', 'inactive'];
const STARTED = ['run', 'start', 'active'];
/** What scripts give for a service that is not up, or that they do not know how to ask. */
const NOT_UP = [1, 2, 3, 4, 69];

/**
 * Reads what a script says of itself, which is trusted before its exit code, as Ansible does.
 * @returns undefined when neither tells
 */
function readStatus(name: string, { rc, stdout }: Said): boolean | undefined {
  if (name === 'iptables' && stdout.includes('ACCEPT')) return true;
  if (stdout.split('\n').length <= 2) {
    const words = stdout.toLowerCase().replaceAll(name.toLowerCase(), '');
    if (STOPPED.some((word) => words.includes(word))) return false;
    if (!words.includes('not ') && STARTED.some((word) => words.includes(word))) return true;
  }
  if (NOT_UP.includes(rc)) return false;
  return rc === 0 ? true : undefined;
}

type Running = Pick<ScriptState, 'isStarted' | 'warnings'>;

const UNKNOWN = 'Unable to determine if service is up, assuming it is down';

async function findRunning({ name, pattern }: ScriptQuestion, host: HostReader): Promise<Running> {
  if (pattern !== undefined && pattern !== '') {
    const isStarted = await host.ask(findProcess(pattern));
    return { isStarted, warnings: isStarted ? [] : [UNKNOWN] };
  }
  const told = readStatus(name, await host.ask(askStatus(name)));
  if (told !== undefined) return { isStarted: told, warnings: [] };
  const isStarted = await host.ask(findProcess(name));
  const guessed =
    'Used ps output to match service name and determine it is up, this is very unreliable';
  return { isStarted, warnings: [isStarted ? guessed : UNKNOWN] };
}

/** Finds out all about a service. @throws TaskFailure when it has no script */
export async function inspectScript(
  question: ScriptQuestion,
  host: HostReader,
): Promise<ScriptState> {
  const [{ isEnabled, linkTool }, running] = await Promise.all([
    host.ask(findLinks(question)),
    findRunning(question, host),
  ]);
  const levels = toLevels(question).map(
    (level, index) => [level, isEnabled[index] === true] as const,
  );
  return { ...running, isEnabled: new Map(levels), linkTool };
}
