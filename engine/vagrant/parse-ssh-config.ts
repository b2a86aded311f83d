/**
 * Reads what `vagrant ssh-config` prints (the format of ssh_config(5)) into machines. Text only;
 * starts nothing and reads no file.
 */
import type { VagrantMachine } from './machine.ts';

const OPTION = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/;
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/;
const WORD = /"(?:[^"\\]|\\.)*"|\S+/g;

type Options = ReadonlyMap<string, readonly string[]>;

function unquote(text: string): string {
  return QUOTED.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1') ?? text;
}

/** Splits a value that may name several files, each perhaps in quotes. */
function splitWords(text: string): readonly string[] {
  return (text.match(WORD) ?? []).map(unquote);
}

function isYes(options: Options, name: string): boolean {
  return options.get(name)?.[0]?.toLowerCase() === 'yes';
}

function toMachine(name: string, options: Options): VagrantMachine {
  const first = (option: string): string | undefined => options.get(option)?.[0];
  const proxy = first('proxycommand');
  return {
    name,
    hostName: unquote(first('hostname') ?? name),
    port: Number(first('port') ?? '22'),
    user: unquote(first('user') ?? 'vagrant'),
    identityFiles: (options.get('identityfile') ?? []).map(unquote),
    identitiesOnly: isYes(options, 'identitiesonly'),
    strictHostKeyChecking: first('stricthostkeychecking')?.toLowerCase() ?? 'ask',
    knownHostsFiles: (options.get('userknownhostsfile') ?? []).flatMap(splitWords),
    forwardAgent: isYes(options, 'forwardagent'),
    proxyCommand: proxy?.toLowerCase() === 'none' ? undefined : proxy,
  };
}

/**
 * Reads machines in the order they are printed.
 * @param text the command's stdout; what stands before the first `Host` line is no machine's
 */
export function parseSshConfig(text: string): readonly VagrantMachine[] {
  const found: { readonly name: string; readonly options: Map<string, string[]> }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const match = OPTION.exec(line);
    const [, key = '', value = ''] = match ?? [];
    const option = key.toLowerCase();
    if (match === null || value === '') continue;
    if (option === 'host') {
      found.push({ name: unquote(value), options: new Map() });
      continue;
    }
    const options = found.at(-1)?.options;
    options?.set(option, [...(options.get(option) ?? []), value]);
  }
  return found.map(({ name, options }) => toMachine(name, options));
}
