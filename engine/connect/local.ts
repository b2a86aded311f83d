/** The local transport: /bin/sh on the controller itself, with the environment kplay runs in. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Channel, ChannelEnd, Transport, TransportDef } from './transport.ts';

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

function openLocalChannel(commandLine: string): Channel {
  const child = spawn('/bin/sh', ['-c', commandLine], { stdio: 'pipe', detached: true });
  child.stdin.on('error', () => {
    // The command no longer reads; `ended` tells of it.
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended: waitFor(child, 'close'),
    exited: waitFor(child, 'exit'),
    close: () => {
      endGroup(child);
    },
  };
}

function openLocal(): Promise<Transport> {
  const channels = new Set<Channel>();
  let settleLost: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    settleLost = resolve;
  });
  return Promise.resolve({
    description: 'local',
    lost,
    open: (commandLine) => {
      const channel = openLocalChannel(commandLine);
      channels.add(channel);
      void channel.ended.then(() => channels.delete(channel));
      return Promise.resolve(channel);
    },
    close: () => {
      for (const channel of channels) channel.close();
      settleLost('closed');
      return Promise.resolve();
    },
  });
}

/** The `local` connection kind. */
export const localTransport: TransportDef = { name: 'local', open: openLocal };
