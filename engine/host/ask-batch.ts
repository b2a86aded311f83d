/**
 * Gathers questions: everything asked in one turn of the event loop, and everything asked while
 * an earlier script is under way, becomes one frame. Equal scripts are sent once.
 */
import { joinSh, rawSh, type FramePart } from '../shell/index.ts';
import { decodeOutput } from './compile-step.ts';
import { TaskFailure, type Probe, type Reply } from './contract.ts';
import type { FrameResult } from './session-shell.ts';

/** Questions of one session. */
export interface AskBatch {
  ask<A>(probe: Probe<A>): Promise<A>;
}

interface Pending {
  readonly script: string;
  answer(reply: Reply): void;
  fail(error: unknown): void;
}

/** Answers are read by programs, so tools must speak one language. */
const LOCALE = rawSh('LC_ALL=C; export LC_ALL');

function toParts(scripts: readonly string[]): readonly FramePart[] {
  return scripts.map((script) => ({ script: joinSh([LOCALE, rawSh(script)]) }));
}

function failLost(batch: readonly Pending[]): void {
  for (const pending of batch)
    pending.fail(new TaskFailure('The shell on the host ended while it was being asked'));
}

function settle(batch: readonly Pending[], scripts: readonly string[], result: FrameResult): void {
  const replies = result.parts.map((part) => ({
    rc: part.rc,
    stdout: decodeOutput(part.stdout),
    stderr: decodeOutput(part.stderr),
    stdoutBytes: part.stdout,
  }));
  const lost: Pending[] = [];
  for (const pending of batch) {
    const reply = replies[scripts.indexOf(pending.script)];
    if (reply === undefined) lost.push(pending);
    else pending.answer(reply);
  }
  failLost(lost);
}

/**
 * Makes the gathering place of a session.
 * @param exchange sends parts as one frame when the session is free
 */
export function createAskBatch(
  exchange: (parts: () => readonly FramePart[]) => Promise<FrameResult>,
): AskBatch {
  let open: Pending[] = [];
  const flush = async (): Promise<void> => {
    let batch: readonly Pending[] = [];
    let scripts: readonly string[] = [];
    try {
      // The batch is closed only when its frame is about to be sent.
      const result = await exchange(() => {
        [batch, open] = [open, []];
        scripts = [...new Set(batch.map((pending) => pending.script))];
        return toParts(scripts);
      });
      settle(batch, scripts, result);
    } catch (error) {
      for (const pending of batch.length > 0 ? batch : open) pending.fail(error);
      if (batch.length === 0) open = [];
    }
  };
  return {
    ask: (probe) =>
      new Promise((resolve, reject) => {
        if (open.length === 0) setImmediate(() => void flush());
        open.push({
          script: probe.script.sh,
          fail: reject,
          answer: (reply) => {
            try {
              resolve(probe.parse(reply));
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          },
        });
      }),
  };
}
