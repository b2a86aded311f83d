/**
 * Writes a content that is too big for a script: its own channel, its own process of the session's
 * user, the content on stdin. All of the write's care (temporary file, checks, rename) is in the
 * script on the host, so it cleans up even when this side disappears.
 */
import type { Readable } from 'node:stream';
import { UnreachableError, type Channel } from '../connect/index.ts';
import { TaskFailure, type StepOutcome, type WriteStep } from './contract.ts';
import { decodeOutput, isAccepted } from './compile-step.ts';
import type { RunOptions, SessionCore } from './session-contract.ts';
import { WRITE_LIBRARIES } from './steps/library.ts';
import { compileWriteScript, readWriteReply, streamSource } from './steps/write.ts';

/** Keeps what a stream brings; the bytes so far can be had at any time, also after a cut. */
function keep(stream: Readable): () => Buffer {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.resume();
  return () => Buffer.concat(chunks);
}

/**
 * Feeds a channel until the source or the channel ends, whichever is first: a host whose disk is
 * full stops reading, and nobody would ever wake a plain pipe.
 */
async function feed(
  channel: Channel,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onSent: (bytes: number) => void,
): Promise<void> {
  let isOver = false;
  const over = channel.ended.then(() => {
    isOver = true;
  });
  try {
    for await (const piece of pieces) {
      const written = new Promise<void>((resolve) => {
        channel.stdin.write(piece, () => {
          resolve();
        });
      });
      await Promise.race([written.then(() => channel.untilRoom()), over]);
      // Changed by the promise above; the compiler cannot see that.
      if (hasEnded()) return;
      onSent(piece.length);
    }
  } finally {
    channel.stdin.end();
  }

  function hasEnded(): boolean {
    return isOver;
  }
}

/**
 * Does a `write` step with its content on a channel.
 * @throws UnreachableError when the host is lost; nothing half-written stays behind there
 * @throws TaskFailure when the content cannot be read here
 */
export async function streamWrite(
  core: SessionCore,
  step: WriteStep,
  options: RunOptions,
): Promise<StepOutcome> {
  const source = streamSource(step.content);
  if (source === undefined) throw new TaskFailure(`nothing to stream for ${step.path}`);
  options.signal?.throwIfAborted();
  const startedAt = core.now();
  const script = [...WRITE_LIBRARIES.values(), compileWriteScript(step, core.makeNonce()).sh];
  const { channel } = await core.openChannel(script.join('\n'));
  const stop = (): void => {
    channel.close();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  const [stdout, stderr] = [keep(channel.stdout), keep(channel.stderr)];
  let sent = 0;
  try {
    await feed(channel, source.pieces(), (bytes) => {
      sent += bytes;
      options.onProgress?.(step, sent, source.size);
    });
    const { code } = await channel.ended;
    core.countBytes(sent, stdout().length + stderr().length);
    options.signal?.throwIfAborted();
    if (code === undefined)
      throw new UnreachableError(`Lost the connection while writing ${step.path}`);
    const status = isAccepted(step, code) ? 'done' : 'failed';
    const texts = { stdout: decodeOutput(stdout()), stderr: decodeOutput(stderr()) };
    return readWriteReply({ step, status, rc: code, ...texts, startedAt, endedAt: core.now() });
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}
