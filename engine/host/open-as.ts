/**
 * Starts a command on a host as the connection's user or as another one: the part of a session's
 * life in which passwords are asked for. Never writes a password that was not asked for.
 */
import type { Channel, Transport } from '../connect/index.ts';
import { quote } from '../shell/index.ts';
import { planBecome, toBecomeFailure, type BecomePlan, type BecomeSpec } from './become.ts';
import { TaskFailure } from './contract.ts';

/** What starting needs besides the connection. */
export interface OpenOptions {
  readonly become?: BecomeSpec | undefined;
  /** New letters and digits at each call; handed in so that tests can know them. */
  readonly makeNonce: () => string;
  readonly becomeTimeoutSeconds: number;
}

/** A channel whose command runs as the wanted user, or will, or whose `failure` says why not. */
export interface OpenedChannel {
  readonly channel: Channel;
  /** Turns the stderr of a channel that ended before it did anything into a failure. */
  toFailure(stderr: string): TaskFailure;
}

const INCORRECT_TRIES = 1;

interface Waiting {
  readonly channel: Channel;
  readonly asks: NonNullable<BecomePlan['asks']>;
  readonly spec: BecomeSpec;
  readonly seconds: number;
}

/** Answers the prompt and waits for the ready mark; what follows the mark is given back to stdout. */
function waitUntilReady({ channel, asks, spec, seconds }: Waiting): Promise<void> {
  return new Promise((resolve, reject) => {
    let stdout = Buffer.alloc(0);
    let stderr = '';
    let asked = 0;
    let isSettled = false;
    const finish = (settle: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      channel.stdout.off('data', onStdout);
      channel.stderr.off('data', onStderr);
      channel.stdout.pause();
      channel.stderr.pause();
      settle();
    };
    const fail = (failure: TaskFailure): void => {
      finish(() => {
        channel.close();
        reject(failure);
      });
    };
    const timer = setTimeout(() => {
      const said = stderr.trim();
      fail(
        new TaskFailure(`Timeout (${seconds}s) waiting for privilege escalation prompt: ${said}`),
      );
    }, seconds * 1000);
    const onStdout = (chunk: Buffer): void => {
      stdout = Buffer.concat([stdout, chunk]);
      const mark = Buffer.from(`${asks.readyMark}\n`);
      const at = stdout.indexOf(mark);
      if (at === -1) return;
      finish(() => {
        const rest = stdout.subarray(at + mark.length);
        if (rest.length > 0) channel.stdout.unshift(rest);
        resolve();
      });
    };
    const onStderr = (chunk: Buffer): void => {
      stderr += chunk.toString('utf8');
      if (!asks.prompt.test(stderr)) return;
      asked += 1;
      if (spec.password === undefined) fail(new TaskFailure(`Missing ${spec.method} password`));
      else if (asked > INCORRECT_TRIES) fail(new TaskFailure(`Incorrect ${spec.method} password`));
      else {
        stderr = '';
        channel.stdin.write(`${spec.password}\n`);
      }
    };
    channel.stdout.on('data', onStdout);
    channel.stderr.on('data', onStderr);
    void channel.ended.then(() => {
      if (asked > 0 && !/\S/.test(stderr)) stderr = 'incorrect password';
      fail(toBecomeFailure(spec, stderr));
    });
  });
}

/**
 * Starts `script` (text for `/bin/sh -c`). Without a password nothing is waited for: what is
 * written to the channel right away is read by the script, which saves a round trip.
 * @throws UnreachableError when the connection is gone
 * @throws TaskFailure `Incorrect sudo password`, `Missing sudo password`, a timeout
 */
export async function openAs(
  transport: Transport,
  script: string,
  options: OpenOptions,
): Promise<OpenedChannel> {
  const { become } = options;
  if (become === undefined) {
    const channel = await transport.open(`exec /bin/sh -c ${quote(script)}`);
    return {
      channel,
      toFailure: (stderr) =>
        new TaskFailure(`/bin/sh could not be started: ${stderr.trim()}`, { stderr }),
    };
  }
  const plan = planBecome(become, `kplay${options.makeNonce()}`, script);
  const channel = await transport.open(`exec ${plan.commandLine}`);
  if (plan.asks !== undefined) {
    const seconds = options.becomeTimeoutSeconds;
    await waitUntilReady({ channel, asks: plan.asks, spec: become, seconds });
  }
  return { channel, toFailure: (stderr) => toBecomeFailure(become, stderr) };
}
