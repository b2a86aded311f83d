/** Reads the arguments that Ansible would hand to the ssh program. */
import { splitWords } from '../shell/index.ts';

/** ssh options that matter to us, out of `-o Name=value`, `-i file` and the like. */
export interface SshOptions {
  readonly identityFiles: readonly string[];
  readonly knownHostsFiles: readonly string[];
  readonly hostKeyChecking: 'strict' | 'accept-new' | 'off' | undefined;
  readonly identitiesOnly: boolean;
  readonly jump: string | undefined;
  readonly proxyCommand: string | undefined;
  /** The name or address that is really connected to. */
  readonly hostName: string | undefined;
  readonly port: number | undefined;
  readonly user: string | undefined;
  /** The file that stands in for the user's configuration of ssh (`-F`). */
  readonly configFile: string | undefined;
}

const CHECKING: Readonly<Record<string, SshOptions['hostKeyChecking']>> = {
  yes: 'strict',
  ask: 'strict',
  no: 'off',
  off: 'off',
  'accept-new': 'accept-new',
};

const FLAGS: Readonly<Record<string, string>> = {
  F: 'configfile',
  i: 'identityfile',
  J: 'proxyjump',
  p: 'port',
  l: 'user',
};

/** Name and value of one option: `-i FILE`, `-o Name=value`, `-o "Name value"`. */
function readOption(flag: string, value: string): readonly [string, string] {
  const named = FLAGS[flag];
  if (named !== undefined) return [named, value];
  const [, name = '', text = ''] = /^\s*([A-Za-z]+)\s*[=\s]\s*(.*)$/s.exec(value) ?? [];
  return [name.toLowerCase(), text.replace(/^"(.*)"$/s, '$1')];
}

/** Options by lower-case name with all their values, in order. */
function collectOptions(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const options = new Map<string, string[]>();
  for (let index = 0; index < words.length; index += 1) {
    const [, flag = '', attached = ''] = /^-([oiJplF])(.*)$/s.exec(words[index] ?? '') ?? [];
    if (flag === '') continue;
    if (attached === '') index += 1;
    const [name, value] = readOption(flag, attached === '' ? (words[index] ?? '') : attached);
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  return options;
}

/** Reads ssh arguments as the ssh program would; the first value of an option wins, as there. */
export function parseSshOptions(args: readonly string[]): SshOptions {
  const options = collectOptions(args.flatMap((text) => splitWords(text)));
  const first = (name: string): string | undefined => options.get(name)?.[0];
  const port = first('port');
  return {
    identityFiles: options.get('identityfile') ?? [],
    knownHostsFiles: splitWords(first('userknownhostsfile') ?? ''),
    hostKeyChecking: CHECKING[(first('stricthostkeychecking') ?? '').toLowerCase()],
    identitiesOnly: first('identitiesonly')?.toLowerCase() === 'yes',
    jump: first('proxyjump'),
    proxyCommand: first('proxycommand'),
    hostName: first('hostname'),
    port: port === undefined ? undefined : Number(port),
    user: first('user'),
    configFile: first('configfile'),
  };
}
