/** The controller's files as modules may see them: Ansible's search for one task, and rendering. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ProblemError } from '../base/index.ts';
import { TaskFailure } from '../host/index.ts';
import type { ControllerFile, ControllerReader, RenderOptions } from '../modules/index.ts';
import type { ControllerRequest } from '../run/index.ts';
import { isVaultText, loadContent, type VaultReader } from '../source/index.ts';
import type { Templates } from '../template/index.ts';
import { valueLayer } from '../vars/index.ts';
import { describeFile, listBelow } from './controller-files.ts';
import { expandHome } from './expand-home.ts';
import { searchPlaces } from './search-places.ts';
import { templateVars } from './template-vars.ts';

/** Files up to here are read whole: a stream for each of thousands takes longer than reading them. */
const WHOLE_BYTES = 1024 * 1024;

function digest(content: string | Uint8Array, algorithm: string): string {
  return createHash(algorithm).update(content).digest('hex');
}

async function hashFile(path: string, algorithm: string): Promise<string> {
  if (statSync(path).size <= WHOLE_BYTES) return digest(readFileSync(path), algorithm);
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer); // oxlint-disable-line typescript/consistent-type-assertions -- a stream without encoding gives Buffers
  return hash.digest('hex');
}

/** What a reader needs besides the request. */
export interface ControllerTools {
  readonly vault: VaultReader;
  /** What `ansible_managed` says in templates. */
  readonly managed: string;
}

const HEAD_BYTES = 32;

/** The first bytes of a file, enough to tell a vault. */
function readHead(path: string): string {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.toString('latin1', 0, readSync(file, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/**
 * The content of a file, opened when it is a vault.
 * @param lockedMessage what is said when there is no password, if it is not the usual
 * @throws TaskFailure when it cannot be opened
 */
function readOpened(path: string, vault: VaultReader, lockedMessage?: string): Uint8Array {
  try {
    return loadContent(path, vault);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [problem] = error.problems;
    const isLocked = problem?.code === 'vault-locked';
    throw new TaskFailure(
      (isLocked ? lockedMessage : undefined) ?? problem?.message ?? error.message,
    );
  }
}

/**
 * What is in a file when it is a vault, which is then not shown; undefined when it is none.
 * @throws TaskFailure when it cannot be opened; without a password in Ansible's own words for files
 */
function decryptFile(path: string, vault: VaultReader): Uint8Array | undefined {
  if (!isVaultText(readHead(path))) return undefined;
  const locked = `A vault password or secret must be specified to decrypt ${path}`;
  return readOpened(path, vault, locked);
}

/** After so many files that were read at once, whoever waits for a host is given a turn. */
const FILES_IN_TURN = 64;
let filesRead = 0;

/** A small file is read once for both: opening each of thousands again takes longer than hashing them. */
async function openSource(
  { path, size }: { readonly path: string; readonly size: number },
  vault: VaultReader | undefined,
): Promise<{ readonly opened: Uint8Array | undefined; readonly sha1: string }> {
  filesRead += 1;
  if (filesRead % FILES_IN_TURN === 0) await setImmediate();
  if (vault === undefined) return { opened: undefined, sha1: await hashFile(path, 'sha1') };
  const bytes = size <= WHOLE_BYTES ? readFileSync(path) : undefined;
  if (bytes !== undefined && !isVaultText(bytes.toString('latin1', 0, HEAD_BYTES)))
    return { opened: undefined, sha1: digest(bytes, 'sha1') };
  const opened = decryptFile(path, vault);
  return {
    opened,
    sha1: opened === undefined ? await hashFile(path, 'sha1') : digest(opened, 'sha1'),
  };
}

/** Makes the reader for one visit. */
export function makeController(
  request: ControllerRequest,
  templates: Templates,
  { vault, managed }: ControllerTools,
): ControllerReader {
  const { folders } = request;
  const find = (folder: 'files' | 'templates' | 'vars', name: string): ControllerFile => {
    const places = searchPlaces(folders, folder, expandHome(name));
    const found = places.find((place) => existsSync(place));
    if (found !== undefined) return describeFile(found);
    throw new TaskFailure(
      `Could not find or access '${name}'\nSearched in:\n${places.map((place) => `\t${place}`).join('\n')} on the kplay controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
    );
  };
  return {
    find,
    lookAt: (path) => (existsSync(path) ? describeFile(path) : undefined),
    toPath: (name) =>
      resolve(folders.at(-1) ?? '.', expandHome(name)) + (name.endsWith('/') ? '/' : ''),
    hostName: request.host,
    readText: (path) => Buffer.from(readOpened(path, vault)).toString('utf8'),
    readBytes: (path) => readFileSync(path),
    decrypt: (path) => decryptFile(path, vault),
    openSource: (file, isDecrypting) => openSource(file, isDecrypting ? vault : undefined),
    checksum: hashFile,
    list: (directory, { keepsLinks = false } = {}) => listBelow(directory, keepsLinks),
    digest,
    render: (path, options: RenderOptions) => {
      const layer = valueLayer('task vars', templateVars(path, managed));
      return templates.renderFile(
        { path, text: Buffer.from(readOpened(path, vault)).toString('utf8') },
        options,
        request.scope.with(layer).context,
      );
    },
    now: () => Date.now(),
    isCheckMode: request.isCheckMode,
    isDiffMode: request.isDiffMode,
    delegation: request.delegation,
    environment: request.environment,
  };
}
