/** What ssh-keygen on a host says of a pair of keys. Reads only. */
import { TaskFailure, type HostReader } from '../../host/index.ts';
import { joinSh, sh, type Sh } from '../../shell/index.ts';
import type { KeypairParams } from './keypair-params.ts';
import { parentOf, toHostPath } from './host-path.ts';
import { pathState, type PathState } from './path-state.ts';
import { DROP_ASKPASS, offerPassphrase } from './ssh-askpass.ts';
import { askTool, type Tool } from './tool.ts';

/** The program, and the package that brings it. */
export const KEYGEN: Tool = { name: 'ssh-keygen', package: 'openssh-client' };

/** A private key, as `ssh-keygen -l` describes it. */
export interface KeyInfo {
  readonly size: number;
  readonly fingerprint: string;
  readonly type: string;
}

/** A public key, as its file has it. */
export interface PublicKey {
  /** The kind and the key itself. */
  readonly key: string;
  readonly comment: string;
}

export interface KeypairState {
  readonly path: string;
  readonly isCheckMode: boolean;
  readonly files: { readonly private: PathState; readonly public: PathState };
  readonly info: KeyInfo | undefined;
  readonly public: PublicKey | undefined;
  /** The public key that the private one gives; undefined when that cannot be read. */
  readonly derived: PublicKey | undefined;
  /** The first line of the private key. */
  readonly header: string;
}

/** Prints what there is to know; the last lines of a step print the same. */
export function askPair(path: string): Sh {
  return sh`p=${path}
[ ! -e "$p" ] || printf 'info %s\nheader %s\n' "$(ssh-keygen -l -f "$p" 2>/dev/null)" "$(head -n 1 -- "$p")"
[ ! -e "$p.pub" ] || printf 'public %s\n' "$(head -n 1 -- "$p.pub")"`;
}

/** A key that is not protected is no key with a passphrase. */
function derive({ passphrase }: KeypairParams): Sh {
  const plain = sh`ssh-keygen -P '' -y -f "$p" </dev/null 2>/dev/null`;
  const protectedOne =
    passphrase === undefined
      ? sh`:`
      : sh`${offerPassphrase(passphrase)}
k=$(ssh-keygen -y -f "$p" </dev/null 2>/dev/null); ${DROP_ASKPASS}`;
  return sh`if [ -e "$p" ]; then
if k=$(${plain}); then ${passphrase === undefined ? sh`:` : sh`k=`}
else k=; ${protectedOne}
fi
printf 'derived %s\n' "$k"
fi`;
}

/** Reads one line of a public key. */
function readPublic(line: string | undefined): PublicKey | undefined {
  const [, key, comment = ''] = /^(\S+ \S+) ?(.*)$/.exec(line?.trim() ?? '') ?? [];
  return key === undefined ? undefined : { key, comment };
}

function readInfo(line: string | undefined): KeyInfo | undefined {
  const [, size, fingerprint, type] = /^(\d+) (\S+) .*\((\S+)\)$/.exec(line?.trim() ?? '') ?? [];
  if (fingerprint === undefined || type === undefined) return undefined;
  return { size: Number(size), fingerprint, type: type.toLowerCase() };
}

/** Reads what `askPair` printed. */
export function readPair(
  stdout: string,
): Pick<KeypairState, 'info' | 'public' | 'derived' | 'header'> {
  const lines = stdout.split('\n');
  const value = (key: string): string | undefined =>
    lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
  return {
    info: readInfo(value('info')),
    public: readPublic(value('public')),
    derived: readPublic(value('derived')),
    header: value('header') ?? '',
  };
}

/** Looks at both files. @throws TaskFailure when the folder is missing or the path is one */
export async function inspectPair(
  params: KeypairParams,
  host: HostReader,
  isCheckMode: boolean,
): Promise<KeypairState> {
  const path = await toHostPath(host, params.path);
  const { owner, group } = params;
  const script = joinSh([askPair(path), derive(params), sh`exit 0`]);
  const [privateFile, publicFile, pair] = await Promise.all([
    host.ask(pathState(path, { owner, group })),
    host.ask(pathState(`${path}.pub`, { owner, group })),
    host.ask(askTool([KEYGEN], 'key-pair', script, ({ stdout }) => readPair(stdout))),
  ]);
  const parent = parentOf(path);
  if (privateFile.self === undefined && privateFile.ancestor !== parent) {
    throw new TaskFailure(`The directory ${parent} does not exist or the file is not a directory`, {
      name: parent,
    });
  }
  if (privateFile.target?.kind === 'directory') {
    throw new TaskFailure(`${path} is a directory. Please specify a path to a file.`);
  }
  return { ...pair, path, isCheckMode, files: { private: privateFile, public: publicFile } };
}
