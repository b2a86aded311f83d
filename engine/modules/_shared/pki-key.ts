/** Deciding on a private key: is the one that is there good enough, or must one be made. */
import {
  convertPrivateKey,
  generatePrivateKey,
  identifyKeyFormat,
  parsePrivateKey,
  toFingerprints,
  type KeyFormat,
  type PrivateKey,
} from '../../crypto/index.ts';
import { TaskFailure } from '../../host/index.ts';
import { requiredIf, requiredTogether, type ParamSchema } from '../../schema/index.ts';
import { tryCrypto, withCryptoLater } from './pki-failure.ts';
import { backendParam } from './pki-subject-params.ts';

/** Parameters that both key modules have. */
export const keyParams = {
  type: {
    type: 'string',
    enum: ['DSA', 'ECC', 'Ed25519', 'Ed448', 'RSA', 'X25519', 'X448'],
    default: 'RSA',
    description: 'Algorithm of the key.',
  },
  size: { type: 'integer', default: 4096, description: 'Size in bits, for RSA and DSA.' },
  curve: { type: 'string', description: 'Name of the curve, for ECC: `secp256r1`, `secp384r1`.' },
  passphrase: { type: 'string', 'x-secret': true, description: 'Encrypts the key.' },
  cipher: { type: 'string', description: 'With a passphrase: `auto`.' },
  format: {
    type: 'string',
    enum: ['pkcs1', 'pkcs8', 'raw', 'auto', 'auto_ignore'],
    default: 'auto_ignore',
    description: 'How the key is written; `auto_ignore` takes an existing one as it is.',
  },
  format_mismatch: {
    type: 'string',
    enum: ['regenerate', 'convert'],
    default: 'regenerate',
    description: 'What to do with a key that is written in another format.',
  },
  regenerate: {
    type: 'string',
    enum: ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'],
    default: 'full_idempotence',
    description: 'When an existing key may be replaced.',
  },
  select_crypto_backend: backendParam,
} as const satisfies Readonly<Record<string, ParamSchema>>;

export const keyRules = [
  requiredTogether('cipher', 'passphrase'),
  requiredIf('type', 'ECC', ['curve']),
];

export const keyReturns = {
  size: { type: 'integer', description: 'Size in bits.' },
  type: { type: 'string', description: 'Algorithm.' },
  curve: { type: 'string', description: 'Curve, for ECC.' },
  fingerprint: { type: 'object', description: 'Hashes of the public key, one per algorithm.' },
  privatekey: { type: 'string', 'x-secret': true, description: "The key's content." },
} as const satisfies Readonly<Record<string, ParamSchema>>;

export interface KeyParams {
  readonly type: PrivateKey['type'];
  readonly size: number;
  readonly curve?: string | undefined;
  readonly passphrase?: string | undefined;
  readonly format: KeyFormat | 'raw' | 'auto' | 'auto_ignore';
  readonly format_mismatch: 'regenerate' | 'convert';
  readonly regenerate: 'never' | 'fail' | 'partial_idempotence' | 'full_idempotence' | 'always';
}

/** What is decided: keep the key, or put another in its place (missing in check mode). */
export interface KeyDecision {
  readonly isRenewed: boolean;
  readonly key: PrivateKey | undefined;
}

function toFormat({ format, type }: KeyParams): KeyFormat {
  if (format === 'raw') {
    throw new TaskFailure('format raw is not supported by kplay; use pkcs8');
  }
  if (format !== 'auto' && format !== 'auto_ignore') return format;
  return type === 'RSA' || type === 'ECC' || type === 'DSA' ? 'pkcs1' : 'pkcs8';
}

function isWished(params: KeyParams, key: PrivateKey): boolean {
  if (key.type !== params.type) return false;
  if (key.type === 'RSA' || key.type === 'DSA') return key.size === params.size;
  return key.type !== 'ECC' || key.curve === params.curve;
}

type Verdict = 'keep' | 'convert' | 'replace';

function refuseUnless(isAllowed: boolean, what: string, needed: string): Verdict {
  if (isAllowed) return 'replace';
  throw new TaskFailure(
    `${what} Will not proceed. To force regeneration, set \`regenerate\` to ${needed}, or use \`force: true\`.`,
  );
}

function judge(params: KeyParams, text: string, key: PrivateKey | undefined): Verdict {
  const { regenerate } = params;
  const isPartial = regenerate === 'partial_idempotence' || regenerate === 'full_idempotence';
  if (key === undefined) {
    return refuseUnless(
      regenerate === 'full_idempotence',
      'Unable to read the key. The key is protected with a another passphrase / no passphrase or broken.',
      '`full_idempotence` or `always`',
    );
  }
  if (regenerate === 'never') return 'keep';
  const needed = '`partial_idempotence`, `full_idempotence` or `always`';
  if (!isWished(params, key)) {
    return refuseUnless(isPartial, 'Key has wrong type and/or size.', needed);
  }
  const isOther = params.format !== 'auto_ignore' && identifyKeyFormat(text) !== toFormat(params);
  if (!isOther) return 'keep';
  if (params.format_mismatch === 'convert') return 'convert';
  return refuseUnless(isPartial, 'Key has wrong format.', needed);
}

/**
 * Decides, and makes the key when one is needed.
 * @param text the existing key
 * @throws TaskFailure when it may not be replaced, or cannot be made
 */
export async function decideKey(
  params: KeyParams,
  text: string | undefined,
  isCheckMode: boolean,
): Promise<KeyDecision> {
  const format = toFormat(params);
  const existing =
    text === undefined ? undefined : tryCrypto(() => parsePrivateKey(text, params.passphrase));
  const isForced = text === undefined || params.regenerate === 'always';
  const verdict = isForced ? 'replace' : judge(params, text, existing);
  if (verdict === 'keep') return { isRenewed: false, key: existing };
  if (isCheckMode) return { isRenewed: true, key: undefined };
  if (verdict === 'convert' && existing !== undefined) {
    return { isRenewed: true, key: convertPrivateKey(existing, { ...params, format }) };
  }
  const key = await withCryptoLater(() => generatePrivateKey({ ...params, format }));
  return { isRenewed: true, key };
}

/** The return values that tell of the key without showing it. */
export function describeKey(params: KeyParams, key: PrivateKey | undefined) {
  return {
    type: params.type,
    size: params.size,
    fingerprint: key === undefined ? null : toFingerprints(key.publicDer),
    ...(params.type === 'ECC' ? { curve: params.curve } : {}),
  };
}
