/**
 * Reads OpenSSH's client configuration (ssh_config(5)) as far as it says how a host is reached:
 * `Host` blocks with patterns, `Match all`, options in them. Text in, options out.
 */

interface Block {
  /** Patterns of a `Host` line; a host must match one and none that starts with `!`. */
  readonly patterns: readonly string[];
  readonly options: (readonly [string, string])[];
}

/** The blocks of a configuration, in their order. */
export type SshConfig = readonly Block[];

/** A block that applies to no host: one of `Match` with a condition that is not looked at. */
const NOBODY: readonly string[] = [];

function splitPatterns(text: string): readonly string[] {
  return (text.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));
}

function startBlock(name: string, value: string): Block | undefined {
  if (name === 'host') return { patterns: splitPatterns(value), options: [] };
  if (name !== 'match') return undefined;
  return { patterns: value.trim().toLowerCase() === 'all' ? ['*'] : NOBODY, options: [] };
}

/** Parses the text of a configuration. Options before the first block are for every host. */
export function parseSshConfig(text: string): SshConfig {
  const blocks: Block[] = [{ patterns: ['*'], options: [] }];
  for (const line of text.split('\n')) {
    const [, name, rest] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || rest === undefined || line.trimStart().startsWith('#')) continue;
    const block = startBlock(name.toLowerCase(), rest);
    if (block !== undefined) blocks.push(block);
    else blocks.at(-1)?.options.push([name.toLowerCase(), rest.replace(/^"(.*)"$/, '$1')]);
  }
  return blocks;
}

function matches(pattern: string, host: string): boolean {
  const body = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${body}$`).test(host);
}

function isFor({ patterns }: Block, host: string): boolean {
  const isExcluded = patterns.some((one) => one.startsWith('!') && matches(one.slice(1), host));
  return !isExcluded && patterns.some((one) => !one.startsWith('!') && matches(one, host));
}

/**
 * Lists the options for a host as arguments of the ssh program; of an option that stands there
 * more than once ssh takes the first, and so does who reads these.
 * @param host as it was given: the address, or a name of the configuration's own
 */
export function listSshOptions(config: SshConfig, host: string): readonly string[] {
  const options = config.filter((block) => isFor(block, host)).flatMap((block) => block.options);
  return options.flatMap(([name, value]) => {
    const text = name === 'hostname' ? value.replaceAll('%h', host) : value;
    return ['-o', `${name}=${text}`];
  });
}
