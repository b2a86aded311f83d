/** Key material that a task reads: from a file of the host, or as text in the task itself. */
import type { Plain } from '../../base/index.ts';
import { parsePrivateKey, type PrivateKey } from '../../crypto/index.ts';
import { TaskFailure, type HostReader, type Probe } from '../../host/index.ts';
import { decodeBase64, decodeText, fileBase64, fileText, NOT_A_FOLDER } from './file-text.ts';
import { toHostPath } from './host-path.ts';
import { osError } from './os-error.ts';
import { withCrypto } from './pki-failure.ts';

/** Where the material is; at most one of both is given. */
export interface PkiSource {
  readonly path?: string | undefined;
  readonly content?: string | undefined;
}

/**
 * Reads the text; undefined when neither a path nor content was given.
 * @param what names it in the message: `private key`
 * @throws TaskFailure when the file is not there
 */
export async function readPkiText(
  host: HostReader,
  what: string,
  source: PkiSource,
): Promise<string | undefined> {
  if (source.content !== undefined) return source.content;
  if (source.path === undefined) return undefined;
  const path = await toHostPath(host, source.path);
  const text = await host.ask(fileText(path));
  if (text === undefined) throw new TaskFailure(`The ${what} file ${path} does not exist`);
  return text;
}

/** Reads a private key; undefined when none was named. @throws TaskFailure */
export async function readPkiKey(
  host: HostReader,
  what: string,
  source: PkiSource & { readonly passphrase?: string | undefined },
): Promise<PrivateKey | undefined> {
  const text = await readPkiText(host, what, source);
  return text === undefined
    ? undefined
    : withCrypto(() => parsePrivateKey(text, source.passphrase));
}

/** Writes a text as Python shows it. */
function quotePython(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `${mark}${mark === '"' ? escaped : escaped.replaceAll("'", "\\'")}${mark}`;
}

/** What Python says of a file that cannot be read, by the exit code of `fileBase64`. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [3, osError(2)],
  [4, osError(21)],
  [5, osError(13)],
  [NOT_A_FOLDER, osError(20)],
]);

/** Reads a file's bytes. @throws TaskFailure that says why not, as Python does */
export function fileBytes(
  path: string,
  failure = '',
  returns: Readonly<Record<string, Plain>> = {},
): Probe<Uint8Array> {
  const bytes = fileBase64(path);
  return {
    name: bytes.name,
    script: bytes.script,
    parse(reply) {
      const reason = REASONS.get(reply.rc);
      if (reason !== undefined) {
        throw new TaskFailure(`${failure}${reason}: ${quotePython(path)}`, returns);
      }
      const found = bytes.parse(reply);
      return decodeBase64(typeof found === 'object' ? found.base64 : '');
    },
  };
}

/**
 * Reads what a module of information is about.
 * @param what names it in the message: `private key`
 * @param returns what the result of a failure has beside its message
 * @throws TaskFailure when nothing is named, or the file cannot be read
 */
export async function readPkiSubject(
  host: HostReader,
  what: string,
  { path, content }: PkiSource,
  returns: Readonly<Record<string, Plain>> = {},
): Promise<string> {
  if (content !== undefined) return content;
  if (path === undefined) {
    throw new TaskFailure('one of the following is required: path, content');
  }
  const failure = `Error while reading ${what} file from disk: `;
  const probe = fileBytes(await toHostPath(host, path), failure, returns);
  return decodeText(await host.ask(probe));
}
