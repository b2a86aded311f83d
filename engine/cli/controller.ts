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

async function hashFile(path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  if (statSync(path).size <= WHOLE_BYTES) return hash.update(readFileSync(path)).digest('hex');
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
    checksum: hashFile,
    list: (directory, { keepsLinks = false } = {}) => listBelow(directory, keepsLinks),
    digest: (content, algorithm) => createHash(algorithm).update(content).digest('hex'),
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
