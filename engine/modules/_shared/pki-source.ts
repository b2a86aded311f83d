/** Key material that a task reads: from a file of the host, or as text in the task itself. */
import { parsePrivateKey, type PrivateKey } from '../../crypto/index.ts';
import { TaskFailure, type HostReader } from '../../host/index.ts';
import { fileText } from './file-text.ts';
import { toHostPath } from './host-path.ts';
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
