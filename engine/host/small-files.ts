/**
 * Small files of the controller travel within a frame, as texts do: a channel for each would take four
 * round trips. They are read shortly before they are sent, some at a time.
 */
import { readFileSync } from 'node:fs';
import type { Content, Step } from './contract.ts';

/** Larger files are streamed. */
const SMALL_BYTES = 32 * 1024;
/** Bytes that are no text grow fourfold in a script. */
const SMALL_BINARY_BYTES = 8 * 1024;
/** As much of them is in memory at once. */
const WINDOW_BYTES = 4 * 1024 * 1024;

function smallSize(step: Step): number {
  if (step.do !== 'write' || step.content.from !== 'file') return 0;
  return step.content.size <= SMALL_BYTES ? step.content.size : 0;
}

/** Says how many steps, from the first on, are done before more files are read. */
export function countWindow(steps: readonly Step[]): number {
  let size = 0;
  const over = steps.findIndex((step) => {
    size += smallSize(step);
    return size > WINDOW_BYTES;
  });
  return over === -1 ? steps.length : Math.max(1, over);
}

function toText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** At once: reading each of thousands of small files through a pool of threads takes longer. */
function read(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    // What cannot be read now is told by who streams it, and so is one that is no longer the same.
    return undefined;
  }
}

function load(content: Content): Content {
  if (content.from !== 'file') return content;
  const bytes = read(content.path);
  if (bytes?.length !== content.size) return content;
  const text = toText(bytes);
  if (text !== undefined) return { from: 'text', text };
  return bytes.length <= SMALL_BINARY_BYTES ? { from: 'bytes', bytes } : content;
}

/** Gives the step with the bytes of its file where that is small. */
export function loadSmall(step: Step): Step {
  if (step.do !== 'write' || step.content.from !== 'file') return step;
  if (step.content.size > SMALL_BYTES) return step;
  return { ...step, content: load(step.content) };
}
