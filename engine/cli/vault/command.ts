/** `kplay vault`: what ansible-vault does, in its words. Source: ansible-core 2.14, observed. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProblemError } from '../../base/index.ts';
import { isVault, openVault, sealVault, VaultError, type VaultSecret } from '../../crypto/index.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../options/normalize.ts';
import type { ParsedOptions } from '../options/read.ts';
import { vaultSources } from '../passwords.ts';
import { readVaultArguments } from '../play-options.ts';
import { vaultRefused, vaultUnclear } from '../problems.ts';
import { askUser } from '../secrets-input.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings, type Settings } from '../settings/settings.ts';
import { warn } from '../warn.ts';
import { editText, showText } from './edit.ts';
import { collectTexts, describeText, toYamlValue } from './encrypt-string.ts';
import { readInput, replaceFile, writeOutput } from './files.ts';
import { openPasswordText } from './reader.ts';
import { fetchSecrets, listVaultIds, parseVaultId, type VaultId } from './secrets.ts';

interface VaultCall {
  readonly options: ParsedOptions;
  readonly settings: Settings;
  readonly env: Environment;
  /** The words behind the action. */
  readonly files: readonly string[];
}

function refuse(message: string): never {
  throw new ProblemError(vaultRefused(message));
}

function unclear(message: string): never {
  throw new ProblemError(vaultUnclear(message));
}

/** Asks twice for a password that is about to be used for the first time. */
async function askNew(question: string): Promise<string> {
  const label = question.replace('Vault password', 'ault password');
  const isNamed = label.includes('(');
  const first = await askUser(isNamed ? `New v${label}` : 'New Vault password', true);
  const again = await askUser(
    isNamed ? `Confirm new v${label}` : 'Confirm New Vault password',
    true,
  );
  if (first !== again) refuse('Passwords do not match');
  return first;
}

const ASKING: VaultId = { name: undefined, source: 'prompt_ask_vault_pass' };

/** Fetches the passwords; without a source somebody is asked. */
function fetchFrom(
  ids: readonly VaultId[],
  { settings }: VaultCall,
  isNew: boolean,
): Promise<readonly VaultSecret[]> {
  const identity = settings.text('DEFAULT_VAULT_IDENTITY') ?? 'default';
  return fetchSecrets(ids.length === 0 ? [ASKING] : ids, {
    identity,
    ask: (question) => (isNew ? askNew(question) : askUser(question, true)),
    open: openPasswordText,
    warn,
  });
}

function namedIds({ options, settings }: VaultCall): readonly VaultId[] {
  const args = readVaultArguments(options);
  const bad = args.vaultIds.find((id) => id.includes(';'));
  if (bad !== undefined) {
    unclear(`'${bad}' is not a valid vault id. The character ';' is not allowed in vault ids`);
  }
  return listVaultIds(vaultSources(args, settings));
}

/** Chooses the password to encrypt with. */
function chooseSecret(secrets: readonly VaultSecret[], wanted: string | undefined): VaultSecret {
  const [first, second] = secrets;
  const names = secrets.map(({ id }) => id).join(',');
  if (first === undefined) unclear("A vault password is required to use Ansible's Vault");
  if (wanted === undefined) {
    if (second === undefined) return first;
    unclear(
      `The vault-ids ${names} are available to encrypt. Specify the vault-id to encrypt with --encrypt-vault-id`,
    );
  }
  const found = secrets.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  return refuse(
    `Did not find a match for --encrypt-vault-id=${wanted} in the known vault-ids [${secrets.map(({ id }) => `'${id}'`).join(', ')}]`,
  );
}

function wantedId({ options, settings }: VaultCall): string | undefined {
  return options.text('encrypt-vault-id') ?? settings.text('DEFAULT_VAULT_ENCRYPT_IDENTITY');
}

async function encryptSecret(call: VaultCall): Promise<VaultSecret> {
  return chooseSecret(await fetchFrom(namedIds(call), call, true), wantedId(call));
}

/** Opens the text of a vault. @param path for messages */
function open(
  bytes: Uint8Array,
  path: string,
  { secrets, settings }: { readonly secrets: readonly VaultSecret[]; readonly settings: Settings },
): { readonly content: Buffer; readonly secret: VaultSecret } {
  const text = Buffer.from(bytes).toString('utf8');
  if (!isVault(text)) {
    const full = path === '-' ? path : resolve(path);
    refuse(`input is not vault encrypted data. ${full} is not a vault encrypted file for ${full}`);
  }
  try {
    const opened = openVault(text, secrets, settings.flag('DEFAULT_VAULT_ID_MATCH'));
    if (opened !== undefined) return opened;
  } catch (error) {
    if (error instanceof VaultError) refuse(`${error.message} for ${path}`);
    throw error;
  }
  return refuse(
    `Decryption failed (no vault secrets were found that could decrypt) on ${path} for ${path}`,
  );
}

function tell(message: string): void {
  if (process.stdout.isTTY) process.stderr.write(`${message}\n`);
}

function outputFor(call: VaultCall, file: string): string {
  return call.options.text('output') ?? file;
}

function inputs({ files, options }: VaultCall): readonly string[] {
  if (options.text('output') !== undefined && files.length > 1) {
    unclear('At most one input file may be used with the --output option');
  }
  return files.length === 0 ? ['-'] : files;
}

async function encrypt(call: VaultCall): Promise<void> {
  const names = inputs(call);
  const { id, password } = await encryptSecret(call);
  for (const file of names) {
    const content = readInput(file);
    if (isVault(content)) refuse('input is already encrypted');
    writeOutput(outputFor(call, file), Buffer.from(sealVault(content, password, { id })));
  }
  tell('Encryption successful');
}

async function decrypt(call: VaultCall): Promise<void> {
  const names = inputs(call);
  const secrets = await fetchFrom(namedIds(call), call, false);
  for (const file of names) {
    const { content } = open(readInput(file), file, { secrets, settings: call.settings });
    writeOutput(outputFor(call, file), content);
  }
  tell('Decryption successful');
}

async function view(call: VaultCall): Promise<void> {
  const secrets = await fetchFrom(namedIds(call), call, false);
  for (const file of call.files) {
    showText(open(readInput(file), file, { secrets, settings: call.settings }).content, call.env);
  }
}

async function create(call: VaultCall): Promise<void> {
  const [file, more] = call.files;
  if (file === undefined || more !== undefined) {
    unclear('ansible-vault create can take only one filename argument');
  }
  const { id, password } = await encryptSecret(call);
  if (existsSync(file)) refuse(`${file} exists, please use 'edit' instead`);
  const content = editText(Buffer.alloc(0), file, call.env);
  replaceFile(file, Buffer.from(sealVault(content, password, { id })));
}

async function edit(call: VaultCall): Promise<void> {
  const secrets = await fetchFrom(namedIds(call), call, false);
  for (const file of call.files) {
    const { content, secret } = open(readInput(file), file, { secrets, settings: call.settings });
    const edited = editText(content, file, call.env);
    if (edited.equals(content)) continue;
    replaceFile(file, Buffer.from(sealVault(edited, secret.password, { id: secret.id })));
  }
}

/** The new password of `rekey`, by flags or by asking. */
async function newSecret(call: VaultCall): Promise<VaultSecret> {
  const { options, settings } = call;
  const wanted = wantedId(call);
  const known = wanted === undefined ? [] : settings.list('DEFAULT_VAULT_IDENTITY_LIST');
  const id = options.text('new-vault-id');
  const file = options.text('new-vault-password-file');
  const identity = settings.text('DEFAULT_VAULT_IDENTITY');
  const ids = [
    ...known.map(parseVaultId),
    ...(id === undefined ? [] : [parseVaultId(id)]),
    ...(file === undefined ? [] : [{ name: identity, source: file }]),
  ];
  return chooseSecret(await fetchFrom(ids, call, true), wanted);
}

async function rekey(call: VaultCall): Promise<void> {
  const secrets = await fetchFrom(namedIds(call), call, false);
  const { id, password } = await newSecret(call);
  for (const file of call.files) {
    const { content } = open(readInput(file), file, { secrets, settings: call.settings });
    replaceFile(file, Buffer.from(sealVault(content, password, { id })));
  }
  process.stderr.write('Rekey successful\n');
}

async function encryptString(call: VaultCall): Promise<void> {
  const { id, password } = await encryptSecret(call);
  const texts = await collectTexts(call.options);
  const values = texts.map((named, index) => {
    if (texts.length > 1) process.stderr.write(describeText(named, index));
    return toYamlValue(sealVault(Buffer.from(named.text), password, { id }), named.name);
  });
  writeOutput(call.options.text('output') ?? '-', Buffer.from(values.join('\n')));
  tell('Encryption successful');
}

const ACTIONS: ReadonlyMap<string, (call: VaultCall) => Promise<void>> = new Map([
  ['create', create],
  ['decrypt', decrypt],
  ['edit', edit],
  ['view', view],
  ['encrypt', encrypt],
  ['encrypt_string', encryptString],
  ['rekey', rekey],
]);

/** Runs `kplay vault ACTION`. @throws UsageError, ProblemError */
export async function runVaultCommand(options: ParsedOptions, env: Environment): Promise<number> {
  const [name = '', ...files] = options.words;
  const action = ACTIONS.get(name);
  if (action === undefined) throw new UsageError(`name one of: ${[...ACTIONS.keys()].join(', ')}`);
  await action({ options, settings: loadSettings(env), env, files });
  return EXIT.ok;
}
