/**
 * Keeps secrets off the screen: every text that leaves for a terminal, a log or a report goes
 * through a mask that knows the secrets of this run, as they are and in every form of `secret-forms`.
 */
import { SHORTEST, formsOf } from './secret-forms.ts';

const STARS = '********';

export interface Mask {
  /** Registers a secret; empty and very short ones are ignored. */
  hide(secret: string): void;
  /** Replaces every known secret. */
  mask(text: string): string;
}

/** Forms that begin alike, in order of length once somebody looks: a secret may begin with another. */
interface Bucket {
  readonly forms: Set<string>;
  sorted: readonly string[] | undefined;
}

/** Buckets by the first two characters. */
type FormIndex = Map<number, Bucket>;

const CODES = 0x1_00_00;

function keyAt(text: string, index: number): number {
  return text.charCodeAt(index) * CODES + text.charCodeAt(index + 1);
}

function addForm(index: FormIndex, form: string): void {
  const key = keyAt(form, 0);
  const bucket = index.get(key) ?? { forms: new Set(), sorted: undefined };
  bucket.forms.add(form);
  bucket.sorted = undefined;
  index.set(key, bucket);
}

function sortForms(bucket: Bucket): readonly string[] {
  bucket.sorted ??= [...bucket.forms].sort((one, other) => other.length - one.length);
  return bucket.sorted;
}

/** Where the secret ends that begins here; the same place when none does. */
function endAt(index: FormIndex, text: string, start: number): number {
  const bucket = index.get(keyAt(text, start));
  if (bucket === undefined) return start;
  const form = sortForms(bucket).find((one) => text.startsWith(one, start));
  return start + (form?.length ?? 0);
}

function maskText(index: FormIndex, text: string): string {
  let masked = '';
  let shown = 0;
  for (let start = 0; start + SHORTEST <= text.length; start += 1) {
    let end = endAt(index, text, start);
    if (end === start) continue;
    masked += text.slice(shown, start) + STARS;
    // Another one that begins within goes with it, or its end would be left.
    for (let within = start + 1; within < end; within += 1) {
      end = Math.max(end, endAt(index, text, within));
    }
    shown = end;
    start = end - 1;
  }
  return shown === 0 ? text : masked + text.slice(shown);
}

/** Makes an empty mask. */
export function createMask(): Mask {
  const known = new Set<string>();
  const index: FormIndex = new Map();
  return {
    hide(secret) {
      if (secret.length < SHORTEST || known.has(secret)) return;
      known.add(secret);
      for (const form of formsOf(secret)) addForm(index, form);
    },
    mask: (text) => (index.size === 0 ? text : maskText(index, text)),
  };
}
