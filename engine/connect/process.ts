/**
 * Transports whose channels are processes on the controller: a shell of its own, or a program that
 * enters a container. A channel that is closed takes its whole process group along.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Channel, ChannelEnd, Transport } from './transport.ts';

/** A program and its words. */
export type Argv = readonly [string, ...string[]];

function waitFor(
  child: ChildProcessWithoutNullStreams,
  event: 'exit' | 'close',
): Promise<ChannelEnd> {
  return new Promise((resolve) => {
    child.on('error', () => {
      resolve({ code: undefined, signal: undefined });
    });
    child.on(event, (code: number | null, signal: string | null) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

/** Ends the whole process group: a channel's end must not leave half a pipeline behind. */
function endGroup(child: ChildProcessWithoutNullStreams): void {
  child.stdin.destroy();
  child.stdout.destroy();
  child.stderr.destroy();
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended by itself in between.
  }
}

function openChannel([program, ...words]: Argv, folder: string | undefined): Channel {
  const child = spawn(program, words, { stdio: 'pipe', detached: true, cwd: folder });
  child.stdin.on('error', () => {
    // The command no longer reads; `ended` tells of it.
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended: waitFor(child, 'close'),
    exited: waitFor(child, 'exit'),
    // A pipe's write is done when the program has taken it.
    untilRoom: () => Promise.resolve(),
    close: () => {
      endGroup(child);
    },
  };
}

/**
 * Makes a transport whose channels are processes of the controller.
 * @param toArgv the program and words that run one command line where it is meant to run
 * @param folder where the program begins; where kplay itself is when missing
 */
export function makeProcessTransport(
  description: string,
  toArgv: (commandLine: string) => Argv,
  folder?: string,
): Transport {
  const channels = new Set<Channel>();
  let settleLost: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    settleLost = resolve;
  });
  return {
    description,
    lost,
    open: (commandLine) => {
      const channel = openChannel(toArgv(commandLine), folder);
      channels.add(channel);
      void channel.ended.then(() => channels.delete(channel));
      return Promise.resolve(channel);
    },
    close: () => {
      for (const channel of channels) channel.close();
      settleLost('closed');
      return Promise.resolve();
    },
  };
}
