/**
 * `reboot`: restarts a host and waits until it has come back, which its boot id proves. Parameters
 * and messages are those of Ansible's action.
 */
import { UnreachableError } from '../../connect/index.ts';
import { rawSh, sh, type Sh } from '../../shell/index.ts';
import { toText } from '../../template/index.ts';
import { TaskFailure, type Probe, type StepOutcome } from '../contract.ts';
import type { HostSession, RunOptions, SessionCore } from '../session-contract.ts';
import { toDone, toElapsed, toFailed } from './outcome.ts';
import { readParams, type TalkParams, type TalkStep } from './params.ts';
import { sleep } from './sleep.ts';

const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id';
const SEARCH_PATHS = ['/sbin', '/bin', '/usr/sbin', '/usr/bin', '/usr/local/sbin'];
const MESSAGE = 'Reboot initiated by Ansible';
/** A host that comes back is asked at most this often. */
const RETRY_SECONDS = 1;

function bootTime(command: string): Probe<string> {
  return {
    name: 'boot-time',
    params: { command },
    script: rawSh(command),
    parse: (reply) => {
      if (reply.rc === 0) return reply.stdout.trim();
      throw new TaskFailure(
        `reboot: failed to get host boot time info, rc: ${reply.rc}, stdout: ${reply.stdout}, stderr: ${reply.stderr}`,
      );
    },
  };
}

function runs(command: string): Probe<string | undefined> {
  return {
    name: 'test-command',
    params: { command },
    script: rawSh(command),
    parse: (reply) =>
      reply.rc === 0 ? undefined : `Test command failed: ${reply.stderr} ${reply.stdout}`,
  };
}

/** Looks for a command where Ansible does: nowhere but in the folders. */
function findCommand(names: readonly string[], paths: readonly string[]): Probe<string> {
  return {
    name: 'reboot-command',
    params: { names, paths },
    script: sh`for n in ${names}; do
  for d in ${paths}; do
    if [ -f "$d/$n" ] && [ -x "$d/$n" ]; then printf '%s' "$d/$n"; exit; fi
  done
done`,
    parse: ({ stdout }) => {
      if (stdout !== '') return stdout;
      throw new TaskFailure(
        `Unable to find command "${names[0] ?? ''}" in search paths: ${toText([...paths])}`,
      );
    },
  };
}

/**
 * The script that restarts; busybox has `reboot` and no `shutdown`.
 * @throws TaskFailure where the host has no such command
 */
async function compileReboot(core: SessionCore, params: TalkParams): Promise<Sh> {
  const paths = params.texts('search_paths') ?? SEARCH_PATHS;
  const own = params.text('reboot_command');
  if (own !== undefined) {
    if (own.startsWith('/')) return rawSh(own);
    const [name = ''] = own.split(' ');
    const path = await core.ask(findCommand([name], paths));
    return sh`${path} ${rawSh(own.slice(name.length))}`;
  }
  const path = await core.ask(findCommand(['shutdown', 'reboot'], paths));
  if (path.endsWith('/reboot')) return sh`exec ${path}`;
  const minutes = Math.floor(params.number('pre_reboot_delay', 0) / 60);
  return sh`exec ${path} -r ${minutes} ${params.text('msg') ?? MESSAGE}`;
}

/** Sends the restart; a host that is gone before it answers has done what was asked. */
async function restart(core: SessionCore, script: Sh): Promise<string | undefined> {
  try {
    const result = await core.exchange({ parts: () => [{ script }] });
    const [part] = result.parts;
    if (part === undefined || part.rc === 0) return undefined;
    const [stdout, stderr] = [part.stdout, part.stderr].map((bytes) =>
      Buffer.from(bytes).toString('utf8').trim(),
    );
    return `Reboot command failed. Error was: '${stdout ?? ''}, ${stderr ?? ''}'`;
  } catch (error) {
    if (error instanceof UnreachableError) return undefined;
    throw error;
  }
}

interface Comeback {
  readonly reconnect: () => Promise<HostSession>;
  /** Milliseconds for each of the two things that are waited for. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  now(): number;
}

/** Tries until `isBack` says so; false when the time is over. */
async function tryUntil(
  comeback: Comeback,
  isBack: (session: HostSession) => Promise<boolean>,
): Promise<boolean> {
  const until = comeback.now() + comeback.timeout;
  while (comeback.now() < until) {
    try {
      if (await isBack(await comeback.reconnect())) return true;
    } catch (error) {
      const isExpected = error instanceof UnreachableError || error instanceof TaskFailure;
      if (!isExpected) throw error;
    }
    await sleep(RETRY_SECONDS, comeback.signal);
  }
  return false;
}

/** Waits for another boot id and then for the test command; undefined when both came. */
async function waitForComeback(
  comeback: Comeback,
  params: TalkParams,
  before: string,
): Promise<string | undefined> {
  const command = params.text('boot_time_command') ?? BOOT_ID;
  const timeout = `(timeout=${params.number('reboot_timeout', 600)})`;
  const isUp = await tryUntil(comeback, async (session) => {
    const now = await session.ask(bootTime(command));
    return now !== '' && now !== before;
  });
  if (!isUp) return `Timed out waiting for last boot time check ${timeout}`;
  const test = params.text('test_command') ?? 'whoami';
  const isReady = await tryUntil(
    comeback,
    async (session) => (await session.ask(runs(test))) === undefined,
  );
  return isReady ? undefined : `Timed out waiting for post-reboot test command ${timeout}`;
}

/**
 * Restarts the host.
 * @returns `failed` with Ansible's message when it does not go down or does not come back
 */
export async function reboot(
  core: SessionCore,
  step: TalkStep,
  options: RunOptions,
): Promise<StepOutcome> {
  const startedAt = core.now();
  const finish = (message: string | undefined, isRebooted: boolean): StepOutcome => {
    const time = { startedAt, endedAt: core.now() };
    const answer = { rebooted: isRebooted, elapsed: toElapsed(time) };
    return message === undefined
      ? toDone(step, time, answer)
      : toFailed(step, time, { message, answer });
  };
  if (core.transport.description === 'local' || options.reconnect === undefined)
    return finish('Running reboot with local connection would reboot the control node.', false);
  const params = readParams(step);
  const before = await core.ask(bootTime(params.text('boot_time_command') ?? BOOT_ID));
  const refused = await restart(core, await compileReboot(core, params));
  if (refused !== undefined) return finish(refused, false);
  await sleep(params.number('post_reboot_delay', 0), options.signal);
  const comeback: Comeback = {
    reconnect: options.reconnect,
    timeout: params.number('reboot_timeout', 600) * 1000,
    signal: options.signal,
    now: () => core.now(),
  };
  return finish(await waitForComeback(comeback, params, before), true);
}
