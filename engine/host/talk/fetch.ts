/**
 * `fetch`: streams a file of the host to the controller. Parameters: path (host), dest (controller).
 * The file appears at `dest` complete or not at all.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { UnreachableError, type Channel } from '../../connect/index.ts';
import { sh } from '../../shell/index.ts';
import { TaskFailure, type StepOutcome } from '../contract.ts';
import type { RunOptions, SessionCore } from '../session-contract.ts';
import { toDone, toFailed } from './outcome.ts';
import { readParams, type TalkStep } from './params.ts';

/** What arrived. */
interface Arrival {
  readonly size: number;
  readonly sha1: string;
}

async function receive(
  channel: Channel,
  file: string,
  onBytes: (sum: number) => void,
): Promise<Arrival> {
  const hash = createHash('sha1');
  let size = 0;
  const meter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      size += chunk.length;
      onBytes(size);
      done(null, chunk);
    },
  });
  await pipeline(channel.stdout, meter, createWriteStream(file, { mode: 0o600, flags: 'wx' }));
  return { size, sha1: hash.digest('hex') };
}

/**
 * Fetches.
 * @returns `failed` with what `cat` said; `answer` holds `checksum` (sha1) and `size`
 * @throws UnreachableError when the host is lost on the way
 * @throws TaskFailure when the file cannot be written on the controller
 */
export async function fetchFile(
  core: SessionCore,
  step: TalkStep,
  options: RunOptions,
): Promise<StepOutcome> {
  const params = readParams(step);
  const [path, dest] = [params.text('path'), params.text('dest')];
  if (path === undefined || dest === undefined)
    throw new TaskFailure('fetch needs `path` and `dest`');
  options.signal?.throwIfAborted();
  const startedAt = core.now();
  await mkdir(dirname(dest), { recursive: true });
  const temp = `${dest}.kplay-${randomUUID()}`;
  const { channel } = await core.openChannel(sh`exec cat -- ${path}`.sh);
  channel.stdin.end();
  const stop = (): void => {
    channel.close();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const total = params.number('size', 0);
    const [arrival, stderr, end] = await Promise.all([
      receive(channel, temp, (sum) => options.onProgress?.(step, sum, total)),
      text(channel.stderr),
      channel.ended,
    ]);
    options.signal?.throwIfAborted();
    core.countBytes(0, arrival.size);
    const time = { startedAt, endedAt: core.now() };
    if (end.code === undefined)
      throw new UnreachableError(`Lost the connection while fetching ${path}`);
    if (end.code !== 0) {
      const said = stderr.trim().replace(/^.*cat: /, '');
      return toFailed(step, time, { message: `Could not read ${said}`, answer: {}, stderr });
    }
    await rename(temp, dest);
    return toDone(step, time, { checksum: arrival.sha1, size: arrival.size });
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await rm(temp, { force: true });
  }
}
