/**
 * Reads text from disk into a SourceFile, and turns what can go wrong into problems that name the
 * path. The one place in the early rooms that touches the file system for text.
 */
import { readFileSync } from 'node:fs';
import { ProblemError, type SourceFile } from '../base/index.ts';
import { isVaultText, openVaultFile, NO_VAULT, type VaultReader } from './vault.ts';
import { fileNotFound, fileNotText, fileUnreadable } from './problems.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links lead in a circle',
  EPERM: 'permission denied',
};

/** The short code of a file system error (`ENOENT`), or undefined. */
function findErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Loads a text file.
 * @param path what the user would type; kept as the file's name in every problem
 * @returns the text without a byte order mark
 * @param vault opens the file when it is a vault as a whole, as Ansible does with every file it reads
 * @throws ProblemError `file-not-found`, `file-unreadable` or `file-not-text`, and for a vault as
 * `openVaultFile` does
 */
export function loadFile(path: string, vault: VaultReader = NO_VAULT): SourceFile {
  const file = { path, text: decodeText(path, loadBytes(path)) };
  if (!isVaultText(file.text)) return file;
  return { path, text: decodeText(path, openVaultFile(file, vault)), isSecret: true };
}

/**
 * Loads a file as it is, or what is in it when it is a vault as a whole, which is then not shown.
 * @throws ProblemError as `loadFile` does, but bytes need not be text
 */
export function loadContent(path: string, vault: VaultReader): Uint8Array {
  const bytes = loadBytes(path);
  const head = Buffer.from(bytes.subarray(0, 32)).toString('latin1');
  if (!isVaultText(head)) return bytes;
  const content = openVaultFile({ path, text: decodeText(path, bytes) }, vault);
  vault.hide(Buffer.from(content).toString('utf8').trim());
  return content;
}

function loadBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = findErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new ProblemError(fileNotFound(path));
    const reason = REASONS[code ?? ''] ?? code ?? 'unknown reason';
    throw new ProblemError(fileUnreadable(path, reason, error));
  }
}

function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ProblemError(fileNotText(path));
  }
}
