/**
 * Gathers questions: everything asked in one turn of the event loop, and everything asked while
 * an earlier script is under way, becomes one frame. Equal scripts are sent once, and many questions
 * of a kind become one script where they know how.
 */
import { joinSh, rawSh, type FramePart } from '../shell/index.ts';
import { decodeOutput } from './compile-step.ts';
import { TaskFailure, type BulkQuestion, type Probe, type Reply } from './contract.ts';
import type { FrameResult } from './session-shell.ts';

/** Questions of one session. */
export interface AskBatch {
  ask<A>(probe: Probe<A>): Promise<A>;
}

interface Pending {
  /** Made when it is needed: a question that is asked with others of its kind needs none of its own. */
  readonly script: () => string;
  readonly inBulk: BulkQuestion | undefined;
  answer(reply: Reply): void;
  fail(error: unknown): void;
}

/** A script, and who waits for what it says. */
interface Question {
  readonly script: () => string;
  readonly askers: Pending[];
  /** Set when it asks for several subjects at once. */
  readonly bulk?: { readonly question: BulkQuestion; readonly subjects: readonly string[] };
}

/** Answers are read by programs, so tools must speak one language. */
const LOCALE = rawSh('LC_ALL=C; export LC_ALL');

/** Fewer than that are asked one by one. */
const LEAST_IN_BULK = 4;
/** All of them must fit into the arguments of one program. */
const MOST_IN_BULK_BYTES = 64 * 1024;

function toParts(questions: readonly Question[]): readonly FramePart[] {
  return questions.map(({ script }) => ({ script: joinSh([LOCALE, rawSh(script())]) }));
}

function failLost(askers: readonly Pending[]): void {
  for (const pending of askers)
    pending.fail(new TaskFailure('The shell on the host ended while it was being asked'));
}

/** Puts equal questions together: those of a kind by what they ask of, the others by their script. */
function mergeEqual(batch: readonly Pending[]): readonly Question[] {
  const byKind = new Map<string | undefined, Map<string, Question>>();
  const questions: Question[] = [];
  for (const pending of batch) {
    const { script, inBulk } = pending;
    const text = inBulk?.subject ?? script();
    const alike = byKind.get(inBulk?.key) ?? new Map<string, Question>();
    byKind.set(inBulk?.key, alike);
    const known = alike.get(text);
    if (known !== undefined) known.askers.push(pending);
    else {
      const question = { script, askers: [pending] };
      alike.set(text, question);
      questions.push(question);
    }
  }
  return questions;
}

/** Cuts a list where its texts would become too long together. */
function cut(questions: readonly Question[]): readonly (readonly Question[])[] {
  const pieces: Question[][] = [];
  let size = Infinity;
  for (const question of questions) {
    const length = Buffer.byteLength(question.askers[0]?.inBulk?.subject ?? '') + 1;
    size += length;
    if (size > MOST_IN_BULK_BYTES) {
      pieces.push([]);
      size = length;
    }
    pieces.at(-1)?.push(question);
  }
  return pieces;
}

function toBulk(piece: readonly Question[]): readonly Question[] {
  const bulks = piece.flatMap(({ askers }) => askers[0]?.inBulk ?? []);
  const [question] = bulks;
  if (question === undefined || piece.length < LEAST_IN_BULK) return piece;
  const subjects = bulks.map(({ subject }) => subject);
  const askers = piece.flatMap((one) => one.askers);
  return [{ script: () => question.script(subjects).sh, askers, bulk: { question, subjects } }];
}

/** Makes one script of many questions of a kind. */
function mergeAlike(questions: readonly Question[]): readonly Question[] {
  const byKey = new Map<string | undefined, Question[]>();
  for (const question of questions) {
    const key = question.askers[0]?.inBulk?.key;
    const alike = byKey.get(key);
    if (alike === undefined) byKey.set(key, [question]);
    else alike.push(question);
  }
  return [...byKey].flatMap(([key, alike]) =>
    key === undefined ? alike : cut(alike).flatMap(toBulk),
  );
}

/** Answers who asked; gives back whom the reply leaves open. */
function answerAll({ askers, bulk }: Question, reply: Reply): readonly Pending[] {
  if (bulk === undefined) {
    for (const pending of askers) pending.answer(reply);
    return [];
  }
  const replies = bulk.question.split(reply, bulk.subjects);
  const bySubject = new Map(bulk.subjects.map((subject, index) => [subject, replies[index]]));
  return askers.filter((pending) => {
    const own = bySubject.get(pending.inBulk?.subject ?? '');
    if (own !== undefined) pending.answer(own);
    return own === undefined;
  });
}

function settle(questions: readonly Question[], result: FrameResult): readonly Pending[] {
  return questions.flatMap((question, index) => {
    const part = result.parts[index];
    if (part === undefined) {
      failLost(question.askers);
      return [];
    }
    return answerAll(question, {
      rc: part.rc,
      stdout: decodeOutput(part.stdout),
      stderr: decodeOutput(part.stderr),
      stdoutBytes: part.stdout,
    });
  });
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
    let questions: readonly Question[] = [];
    try {
      // The batch is closed only when its frame is about to be sent.
      const result = await exchange(() => {
        [batch, open] = [open, []];
        questions = mergeAlike(mergeEqual(batch));
        return toParts(questions);
      });
      for (const pending of settle(questions, result)) add({ ...pending, inBulk: undefined });
    } catch (error) {
      for (const pending of batch.length > 0 ? batch : open) pending.fail(error);
      if (batch.length === 0) open = [];
    }
  };
  const add = (pending: Pending): void => {
    if (open.length === 0) setImmediate(() => void flush());
    open.push(pending);
  };
  return {
    ask: (probe) =>
      new Promise((resolve, reject) => {
        add({
          script: () => probe.script.sh,
          inBulk: probe.inBulk,
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
