/**
 * Keeps secrets off the screen: every text that leaves for a terminal, a log or a report goes
 * through a mask that knows the secrets of this run, in plain, JSON-escaped and base64 form.
 */

/** Shorter secrets would hide half of every text; Ansible masks none of these either. */
const SHORTEST = 4;
const STARS = '********';

export interface Mask {
  /** Registers a secret; empty and very short ones are ignored. */
  hide(secret: string): void;
  /** Replaces every known secret. */
  mask(text: string): string;
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    ...secret.split('\n').filter((line) => line.length >= 16),
  ];
}

/** Makes an empty mask. */
export function createMask(): Mask {
  const forms = new Set<string>();
  return {
    hide(secret) {
      if (secret.length < SHORTEST) return;
      for (const form of formsOf(secret)) forms.add(form);
    },
    mask(text) {
      let masked = text;
      for (const form of forms) masked = masked.replaceAll(form, STARS);
      return masked;
    },
  };
}
