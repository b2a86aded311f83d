/** Turns an ssh2 exec channel into a Channel, with an end that settles even when the line is cut. */
import { Readable } from 'node:stream';
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

/** Wraps an open exec channel. A write to a closed channel is dropped; `ended` tells of it. */
export function toChannel(channel: ClientChannel): Channel {
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
    close: () => {
      channel.close();
    },
  };
}
