/** `vault` and `unvault`: text sealed and opened by a password that the template itself names. */
import { VaultError, isVault, openVault, sealVault } from '../../crypto/index.ts';
import { Bytes, type Value } from '../../base/index.ts';
import type { PluginDef } from '../compile/program.ts';
import { plugin, seesMarkup } from '../plugin-def.ts';
import { fail } from '../values/failure.ts';
import { kindOf } from '../values/kinds.ts';
import { Markup } from '../values/markup.ts';
import { SealedText } from '../values/sealed-text.ts';
import { Undefined } from '../values/special.ts';
import { toAnsibleText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

/** Text of text or bytes; anything else is refused in Ansible's words. */
function readText(value: Value, refusal: string): string {
  if (value instanceof Undefined) value.fail();
  if (typeof value === 'string' || value instanceof Bytes) return toAnsibleText(value);
  return fail('FilterError', `${refusal}, instead we got: <class '${kindOf(value)}'>`);
}

function toSalt(salt: Value): Uint8Array | undefined {
  if (salt === null) return undefined;
  const text = toAnsibleText(salt);
  if (text === '')
    fail('FilterError', 'Unable to encrypt: Empty or invalid salt passed to encrypt()');
  return Buffer.from(text);
}

function seal(data: Value, secret: Value, salt: Value, id: Value): string {
  const password = readText(secret, 'Secret passed is required to be a string');
  const content = Buffer.from(readText(data, 'Can only vault strings'));
  if (isVault(content)) fail('FilterError', 'Unable to encrypt: input is already encrypted');
  return sealVault(content, password, { id: toAnsibleText(id), salt: toSalt(salt) });
}

/** An object that is a vault fails in its own words, a text in those of the filter (observed). */
function unseal(vault: Value, secret: Value, id: Value): string {
  const password = readText(secret, 'Secret passed is required to be as string');
  const prefix = vault instanceof SealedText ? '' : 'Unable to decrypt: ';
  const text =
    vault instanceof Markup
      ? vault.text
      : readText(vault, 'Vault should be in the form of a string');
  if (!isVault(text)) return text;
  try {
    const opened = openVault(text, [{ id: toAnsibleText(id), password }]);
    if (opened !== undefined) return opened.content.toString('utf8');
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return fail('FilterError', `${prefix}${error.message}`);
  }
  return fail(
    'FilterError',
    `${prefix}Decryption failed (no vault secrets were found that could decrypt)`,
  );
}

/** The filters of vaults by name. */
export const vaultFilters: readonly PluginDef[] = [
  plugin(
    'vault',
    "data, secret, salt=None, vaultid='filter_default', wrap_object=False",
    (data, secret = null, salt = null, ...[id = null, wraps = false]) => {
      const sealed = seal(data, secret, salt, id);
      return isTrue(wraps) ? new SealedText(sealed) : sealed;
    },
  ),
  {
    ...seesMarkup(plugin('unvault', "vault, secret, vaultid='filter_default'", unseal)),
    // A variable that is a vault is opened with the filter's secret, not with those of the run.
    inputOfName: (name, { context }) => {
      const sealed = context.names.sealedText?.(name);
      return sealed === undefined ? undefined : new SealedText(sealed);
    },
  },
];
