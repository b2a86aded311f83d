/** Turns an ssh2 exec channel into a Channel, with an end that settles even when the line is cut. */
import { Readable, type Writable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Channel, ChannelEnd } from './transport.ts';

function waitFor(channel: ClientChannel, event: 'exit' | 'close'): Promise<ChannelEnd> {
  return new Promise((resolve) => {
    let end: ChannelEnd = { code: undefined, signal: undefined };
    channel.on('exit', (code: number | null, signal?: string) => {
      end = { code: code ?? undefined, signal };
      if (event === 'exit') resolve(end);
    });
    channel.on('close', () => {
      resolve(end);
    });
  });
}

/** Waits for the stream that a connection runs on to empty, or to go away. Never rejects. */
export function untilDrained(line: Writable): Promise<void> {
  if (!line.writableNeedDrain || line.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = (): void => {
      line.off('drain', settle);
      line.off('close', settle);
      resolve();
    };
    line.once('drain', settle);
    line.once('close', settle);
  });
}

/**
 * Wraps an open exec channel. A write to a closed channel is dropped; `ended` tells of it.
 * @param line what the connection itself runs on
 */
export function toChannel(channel: ClientChannel, line: Writable): Channel {
  channel.on('error', () => {
    // The close that follows settles `ended`; a broken pipe is no news beside it.
  });
  const stderr = channel.stderr;
  return {
    stdin: channel,
    stdout: channel,
    stderr: stderr instanceof Readable ? stderr : Readable.from([]),
    ended: waitFor(channel, 'close'),
    exited: waitFor(channel, 'exit'),
    untilRoom: () => untilDrained(line),
    close: () => {
      channel.close();
    },
  };
}
