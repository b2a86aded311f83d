/** The flags of `kplay PLAYBOOK…`, read into typed arguments. */
import type { ParsedOptions } from './options/read.ts';
import { OUTPUTS } from './options/rows.ts';
import type { Settings } from './settings/settings.ts';

/** The flags that say where passwords of vaults are. */
export interface VaultArguments {
  readonly vaultIds: readonly string[];
  readonly vaultPasswordFiles: readonly string[];
  readonly askVaultPassword: boolean;
}

/** The flags that say how to connect, and whom to become. */
export interface ConnectArguments {
  readonly user: string | undefined;
  readonly connection: string | undefined;
  readonly timeout: number | undefined;
  readonly privateKey: string | undefined;
  readonly sshCommonArgs: readonly string[];
  readonly sshExtraArgs: readonly string[];
  readonly askPass: boolean;
  readonly connectionPasswordFile: string | undefined;
  readonly become: boolean;
  readonly becomeUser: string | undefined;
  readonly becomeMethod: string | undefined;
  readonly askBecomePass: boolean;
  readonly becomePasswordFile: string | undefined;
}

/** What `kplay PLAYBOOK…` is told. */
export interface PlayArguments extends ConnectArguments, VaultArguments {
  readonly playbook: readonly string[];
  readonly inventory: readonly string[];
  readonly limit: string | undefined;
  readonly extraVars: readonly string[];
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly check: boolean;
  readonly diff: boolean;
  readonly forks: number | undefined;
  readonly modulePath: readonly string[];
  readonly verbose: number;
  readonly forceHandlers: boolean;
  readonly startAtTask: string | undefined;
  readonly step: boolean;
  readonly flushCache: boolean;
  readonly listHosts: boolean;
  readonly listTasks: boolean;
  readonly listTags: boolean;
  readonly syntaxCheck: boolean;
  /** Undefined when the settings decide. */
  readonly output: (typeof OUTPUTS)[number] | undefined;
  readonly stream: boolean;
  readonly stats: string | undefined;
  readonly report: string | undefined;
}

/** Reads the flags about vaults. */
export function readVaultArguments(options: ParsedOptions): VaultArguments {
  return {
    vaultIds: options.list('vault-id'),
    vaultPasswordFiles: options.list('vault-password-file'),
    askVaultPassword: options.flag('ask-vault-password'),
  };
}

/** Reads the flags about connecting and becoming. */
export function readConnectArguments(options: ParsedOptions): ConnectArguments {
  return {
    user: options.text('user'),
    connection: options.text('connection'),
    timeout: options.number('timeout'),
    privateKey: options.text('private-key'),
    sshCommonArgs: options.list('ssh-common-args'),
    sshExtraArgs: options.list('ssh-extra-args'),
    askPass: options.flag('ask-pass'),
    connectionPasswordFile: options.text('connection-password-file'),
    become: options.flag('become'),
    becomeUser: options.text('become-user'),
    becomeMethod: options.text('become-method'),
    askBecomePass: options.flag('ask-become-pass'),
    becomePasswordFile: options.text('become-password-file'),
  };
}

/** Folders between colons, as -M takes them. */
export function readModulePath(options: ParsedOptions): readonly string[] {
  return options
    .list('module-path')
    .flatMap((text) => text.split(':'))
    .filter(Boolean);
}

/** Reads all flags of a run of playbooks. */
export function readPlayArguments(options: ParsedOptions): PlayArguments {
  const output = options.text('output');
  return {
    ...readConnectArguments(options),
    ...readVaultArguments(options),
    playbook: options.words,
    inventory: options.list('inventory'),
    limit: options.text('limit'),
    extraVars: options.list('extra-vars'),
    tags: options.list('tags'),
    skipTags: options.list('skip-tags'),
    check: options.flag('check'),
    diff: options.flag('diff'),
    forks: options.number('forks'),
    modulePath: readModulePath(options),
    verbose: options.number('verbose') ?? 0,
    forceHandlers: options.flag('force-handlers'),
    startAtTask: options.text('start-at-task'),
    step: options.flag('step'),
    flushCache: options.flag('flush-cache'),
    listHosts: options.flag('list-hosts'),
    listTasks: options.flag('list-tasks'),
    listTags: options.flag('list-tags'),
    syntaxCheck: options.flag('syntax-check'),
    output: OUTPUTS.find((form) => form === output),
    stream: options.flag('stream'),
    stats: options.text('stats'),
    report: options.text('report'),
  };
}

/** The settings say how much is said without -v. */
export function tellVerbosity(args: PlayArguments, settings: Settings): PlayArguments {
  return {
    ...args,
    verbose: args.verbose > 0 ? args.verbose : (settings.number('DEFAULT_VERBOSITY') ?? 0),
  };
}

/** True when the flags ask for a listing and not for a run. */
export function wantsListing(args: PlayArguments): boolean {
  return args.listHosts || args.listTasks || args.listTags || args.syntaxCheck;
}
