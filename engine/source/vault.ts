/**
 * Vaults as files and values meet them. What opens a vault is handed in, because the passwords
 * belong to the run; here stands when it is opened and what is said when it cannot be.
 */
import {
  ProblemError,
  type Located,
  type LocatedScalar,
  type Problem,
  type SourceFile,
  type Span,
} from '../base/index.ts';
import { vaultDamaged, vaultLocked, vaultWrongSecret } from './problems.ts';

/** What came of trying to open a vault. */
export type VaultAnswer =
  | { readonly is: 'opened'; readonly content: Uint8Array }
  /** No password is known at all. */
  | { readonly is: 'locked' }
  /** None of the known passwords fits. */
  | { readonly is: 'wrong-secret' }
  | { readonly is: 'damaged'; readonly reason: string };

/** Opens vaults with the passwords of a run. */
export interface VaultReader {
  open(text: string): VaultAnswer;
  /** Keeps what came out of a vault from being shown. */
  hide(secret: string): void;
}

/** A reader without any password. */
export const NO_VAULT: VaultReader = {
  open: () => ({ is: 'locked' }),
  hide: () => undefined,
};

/** Says whether a text is an encrypted vault as a whole. */
export function isVaultText(text: string): boolean {
  return text.startsWith('$ANSIBLE_VAULT;');
}

function toProblem(
  answer: Exclude<VaultAnswer, { readonly is: 'opened' }>,
  path: string | undefined,
  span: Span | undefined,
): Problem {
  switch (answer.is) {
    case 'locked':
      return vaultLocked(span);
    case 'wrong-secret':
      return vaultWrongSecret(path, span);
    case 'damaged':
      return vaultDamaged(answer.reason, span);
  }
}

/**
 * Opens a file that is a vault as a whole.
 * @returns what is in it
 * @throws ProblemError `vault-locked`, `vault-wrong-secret` or `vault-damaged`
 */
export function openVaultFile(file: SourceFile, vault: VaultReader): Uint8Array {
  const answer = vault.open(file.text);
  if (answer.is === 'opened') return answer.content;
  const end = file.text.indexOf('\n');
  const span = { file, start: 0, end: end === -1 ? file.text.length : end };
  throw new ProblemError(toProblem(answer, file.path, span));
}

/**
 * Opens a value tagged `!vault`; the text of it is kept from being shown.
 * @throws ProblemError as `openVaultFile` does
 */
function openVaultValue(text: string, span: Span, vault: VaultReader): string {
  const answer = vault.open(text.trim());
  if (answer.is !== 'opened') throw new ProblemError(toProblem(answer, undefined, span));
  const value = new TextDecoder().decode(answer.content);
  vault.hide(value);
  return value;
}

/**
 * A value that is a vault. It is opened when it is first used and not before: a project may hold
 * values whose password this run does not have. What comes out is final text: Ansible does not
 * render it (observed with ansible-core 2.14). Its `raw` is the vault, as text.
 */
export function closeScalar(
  base: Omit<LocatedScalar, 'value'>,
  text: string,
  vault: VaultReader,
): LocatedScalar {
  let opened: string | undefined;
  return {
    ...base,
    raw: text,
    isUnsafe: true,
    isSecret: true,
    get value() {
      opened ??= openVaultValue(text, base.span, vault);
      return opened;
    },
  };
}

/** A number of so many digits is a secret rather than a count or a port. */
const LONG_NUMBER = /^\d{6,}$/;

/** Keeps the texts of a file of variables from being shown, when the file came out of a vault. */
export function hideTexts(located: Located, vault: VaultReader | undefined): void {
  switch (located.kind) {
    case 'scalar':
      // A closed value hides itself when it is opened.
      if (located.isSecret) return;
      if (typeof located.value === 'string') vault?.hide(located.value);
      else if (LONG_NUMBER.test(located.raw)) vault?.hide(located.raw);
      return;
    case 'list':
      for (const item of located.items) hideTexts(item, vault);
      return;
    case 'map':
      for (const { value } of located.entries) hideTexts(value, vault);
  }
}
