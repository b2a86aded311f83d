/**
 * `wait_for`: asks the host again and again until a port, a file or a string is as it should be.
 * Parameters and messages are those of Ansible's module; the waiting is done here, so the session
 * stays free between two questions and can be interrupted.
 */
import type { TextMatch } from '../../template/index.ts';
import { TaskFailure, type StepOutcome } from '../contract.ts';
import { fileState } from '../probes/file-state.ts';
import { readFile } from '../probes/read-file.ts';
import { reachPort, tcpSockets } from '../probes/tcp.ts';
import type { RunOptions, SessionCore } from '../session-contract.ts';
import { toDone, toElapsed, toFailed } from './outcome.ts';
import { readParams, type TalkParams, type TalkStep } from './params.ts';
import { compileSearch, type Search } from './search-regex.ts';
import { sleep } from './sleep.ts';

/** What is waited for. */
interface Wish {
  readonly state: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string | undefined;
  readonly searchRegex: string | undefined;
  readonly search: Search | undefined;
  readonly timeout: number;
  readonly delay: number;
  readonly sleep: number;
  readonly connectTimeout: number;
  readonly activeStates: readonly string[];
  readonly excludeHosts: readonly string[];
  readonly message: string | undefined;
}

const ACTIVE_STATES = [
  'ESTABLISHED',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'SYN_RECV',
  'SYN_SENT',
  'TIME_WAIT',
];

function readWish(params: TalkParams): Wish {
  const searchRegex = params.text('search_regex');
  const port = params.number('port', 0);
  return {
    state: params.text('state') ?? 'started',
    host: params.text('host') ?? '127.0.0.1',
    port: port === 0 ? undefined : port,
    path: params.text('path'),
    searchRegex,
    search: searchRegex === undefined ? undefined : compileSearch(searchRegex, 'multiline'),
    timeout: params.number('timeout', 300),
    delay: params.number('delay', 0),
    sleep: params.number('sleep', 1),
    connectTimeout: params.number('connect_timeout', 5),
    activeStates: params.texts('active_connection_states') ?? ACTIVE_STATES,
    excludeHosts: params.texts('exclude_hosts') ?? [],
    message: params.text('msg'),
  };
}

/** What a search found, as the result shows it. */
type Found = Pick<TextMatch, 'groups' | 'named'>;

const NOTHING_FOUND: Found = { groups: [], named: {} };

/** One look; undefined means "not yet". */
type Look = (secondsLeft: number) => Promise<Found | undefined>;

function lookAtFile(core: SessionCore, wish: Wish, path: string): Look {
  const isWanted = wish.state !== 'absent' && wish.state !== 'stopped';
  return async () => {
    const state = await core.ask(fileState(path, { follow: true }));
    if (!isWanted) return state === undefined ? NOTHING_FOUND : undefined;
    if (state === undefined) return undefined;
    if (wish.search === undefined) return NOTHING_FOUND;
    const content = await core.ask(readFile(path));
    const text = content === undefined ? '' : Buffer.from(content.bytes).toString('utf8');
    return wish.search(text);
  };
}

function lookAtPort(core: SessionCore, wish: Wish, port: number): Look {
  const isWanted = wish.state !== 'absent' && wish.state !== 'stopped';
  const { host, search, connectTimeout } = wish;
  return async (secondsLeft) => {
    const timeoutSeconds = Math.min(connectTimeout, secondsLeft);
    const listens = isWanted && search !== undefined;
    const reach = await core.ask(reachPort({ host, port, timeoutSeconds, listens }));
    if (!isWanted) return reach.isOpen ? undefined : NOTHING_FOUND;
    if (!reach.isOpen) return undefined;
    return search === undefined ? NOTHING_FOUND : search(reach.said);
  };
}

function lookAtConnections(core: SessionCore, wish: Wish, port: number): Look {
  const anyHost = ['0.0.0.0', '::', ''].includes(wish.host);
  return async () => {
    const sockets = await core.ask(tcpSockets());
    const active = sockets.filter(
      (socket) =>
        socket.localPort === port &&
        wish.activeStates.includes(socket.state) &&
        !wish.excludeHosts.includes(socket.remoteAddress) &&
        (anyHost || socket.localAddress === wish.host),
    );
    return active.length === 0 ? NOTHING_FOUND : undefined;
  };
}

function chooseLook(core: SessionCore, wish: Wish): Look | undefined {
  if (wish.path !== undefined) return lookAtFile(core, wish, wish.path);
  if (wish.state === 'drained') return lookAtConnections(core, wish, wish.port ?? 0);
  return wish.port === undefined ? undefined : lookAtPort(core, wish, wish.port);
}

function describeTimeout(wish: Wish): string {
  const { path, host, port, state, searchRegex } = wish;
  if (wish.message !== undefined) return wish.message;
  const place = path ?? `${host}:${String(port)}`;
  if (state === 'drained') return `Timeout when waiting for ${place} to drain`;
  if (state === 'absent' || state === 'stopped')
    return `Timeout when waiting for ${place} to ${path === undefined ? 'stop.' : 'be absent.'}`;
  if (searchRegex !== undefined)
    return `Timeout when waiting for search string ${searchRegex} in ${place}`;
  return `Timeout when waiting for ${path === undefined ? '' : 'file '}${place}`;
}

async function poll(
  core: SessionCore,
  wish: Wish,
  look: Look,
  patience: { readonly until: number; readonly signal: AbortSignal | undefined },
): Promise<Found | undefined> {
  const { until, signal } = patience;
  while (core.now() < until) {
    const found = await look(Math.ceil((until - core.now()) / 1000));
    if (found !== undefined) return found;
    await sleep(wish.sleep, signal);
  }
  return undefined;
}

/**
 * Waits.
 * @returns `failed` with Ansible's message when the time is over
 * @throws TaskFailure when the question itself cannot be asked
 */
export async function waitFor(
  core: SessionCore,
  step: TalkStep,
  options: RunOptions,
): Promise<StepOutcome> {
  const startedAt = core.now();
  const wish = readWish(readParams(step));
  if (wish.port !== undefined && wish.path !== undefined)
    throw new TaskFailure('port and path parameter can not both be passed to wait_for');
  await sleep(wish.delay, options.signal);
  const look = chooseLook(core, wish);
  const until = startedAt + wish.timeout * 1000;
  let found: Found | undefined = NOTHING_FOUND;
  if (look === undefined) await sleep(wish.timeout, options.signal);
  else found = await poll(core, wish, look, { until, signal: options.signal });
  const time = { startedAt, endedAt: core.now() };
  const elapsed = toElapsed(time);
  if (found === undefined)
    return toFailed(step, time, { message: describeTimeout(wish), answer: { elapsed } });
  return toDone(step, time, {
    state: wish.state,
    port: wish.port ?? null,
    path: wish.path ?? null,
    search_regex: wish.searchRegex ?? null,
    match_groups: found.groups,
    match_groupdict: found.named,
    elapsed,
  });
}
