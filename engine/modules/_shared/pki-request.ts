/** Deciding on a certificate signing request: what it should hold, and whether it does. */
import { Dict, isList, type Plain, type Value } from '../../base/index.ts';
import {
  isRequestAsWished,
  makeRequest,
  parseRequest,
  planExtensions,
  type ExtensionWishes,
  type NameEntry,
  type PrivateKey,
} from '../../crypto/index.ts';
import { TaskFailure, type HostReader } from '../../host/index.ts';
import type { ParamsOf } from '../../schema/index.ts';
import { tryCrypto, withCrypto } from './pki-failure.ts';
import type { requestParams } from './pki-request-params.ts';
import { readPkiKey } from './pki-source.ts';
import { toScalarText } from './python-json.ts';

export type RequestParams = ParamsOf<{ readonly properties: typeof requestParams }>;

/** What is decided: the request that stays, or the one that takes its place. */
export interface RequestDecision {
  readonly isRenewed: boolean;
  /** Missing in check mode when a new one is needed. */
  readonly csr: string | undefined;
  readonly returns: Readonly<Record<string, Plain>>;
}

function toTexts(name: string, value: Value): readonly string[] {
  const values = isList(value) ? value : [value];
  return values.map((one) => {
    if (one === null || one instanceof Dict || isList(one)) {
      throw new TaskFailure(`Values for ${name} must be strings`);
    }
    return toScalarText(one);
  });
}

function toNamedEntries(params: RequestParams): readonly NameEntry[] {
  const named = {
    C: params.country_name,
    ST: params.state_or_province_name,
    L: params.locality_name,
    O: params.organization_name,
    OU: params.organizational_unit_name,
    CN: params.common_name,
    emailAddress: params.email_address,
  };
  return Object.entries(named).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value }],
  );
}

function toSubject(params: RequestParams): readonly NameEntry[] {
  const named = toNamedEntries(params);
  const { subject, subject_ordered: ordered } = params;
  if (ordered === undefined || ordered.length === 0) {
    const more = Object.entries(subject ?? {}).flatMap(([name, value]) =>
      toTexts('subject', value).map((text) => ({ name, value: text })),
    );
    return [...named, ...more];
  }
  if (named.length > 0) {
    throw new TaskFailure('subject_ordered cannot be combined with any other subject field');
  }
  return ordered.flatMap((entry, index) => {
    const pairs = Object.entries(entry);
    if (pairs.length !== 1) {
      throw new TaskFailure(
        `Error while processing entry #${index + 1} of subject_ordered: each must have exactly one key-value pair`,
      );
    }
    return pairs.flatMap(([name, value]) =>
      toTexts('subject_ordered', value).map((text) => ({ name, value: text })),
    );
  });
}

function toAltNames(params: RequestParams, subject: readonly NameEntry[]): readonly string[] {
  const names = params.subject_alt_name ?? [];
  if (names.length > 0 || !params.use_common_name_for_san) return names;
  const common = subject.find(({ name }) => name === 'CN' || name === 'commonName');
  return common === undefined ? [] : [`DNS:${common.value}`];
}

function toBytes(name: string, hex: string | undefined): Uint8Array | undefined {
  if (hex === undefined) return undefined;
  const digits = hex.replaceAll(':', '');
  if (!/^(?:[0-9a-fA-F]{2})+$/.test(digits)) throw new TaskFailure(`Cannot parse ${name}: ${hex}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function toWishes(params: RequestParams, altNames: readonly string[]): ExtensionWishes {
  const identifier = toBytes('subject_key_identifier', params.subject_key_identifier);
  if (params.create_subject_key_identifier && identifier !== undefined) {
    throw new TaskFailure(
      'subject_key_identifier cannot be specified if create_subject_key_identifier is true',
    );
  }
  const wish = (names: readonly string[] | undefined, isCritical: boolean) => ({
    names: names ?? [],
    isCritical,
  });
  return {
    subjectAltName: wish(altNames, params.subject_alt_name_critical),
    keyUsage: wish(params.key_usage, params.key_usage_critical),
    extendedKeyUsage: wish(params.extended_key_usage, params.extended_key_usage_critical),
    basicConstraints: wish(params.basic_constraints, params.basic_constraints_critical),
    ocspMustStaple: {
      isWanted: params.ocsp_must_staple,
      isCritical: params.ocsp_must_staple_critical,
    },
    nameConstraints: {
      permitted: params.name_constraints_permitted ?? [],
      excluded: params.name_constraints_excluded ?? [],
      isCritical: params.name_constraints_critical,
    },
    subjectKeyIdentifier: params.create_subject_key_identifier ? 'from-key' : identifier,
    authorityKeyIdentifier: toBytes('authority_key_identifier', params.authority_key_identifier),
  };
}

async function readKey(params: RequestParams, host: HostReader): Promise<PrivateKey> {
  const { privatekey_path: path, privatekey_content: content } = params;
  const passphrase = params.privatekey_passphrase;
  const key = await readPkiKey(host, 'private key', { path, content, passphrase });
  if (key === undefined) {
    throw new TaskFailure('one of the following is required: privatekey_path, privatekey_content');
  }
  return key;
}

/** Where the request stands now, and how far the decision may go. */
export interface RequestSituation {
  readonly text: string | undefined;
  readonly isForced: boolean;
  readonly isCheckMode: boolean;
}

/**
 * Decides, and makes the request when a new one is needed.
 * @throws TaskFailure for names and usages that are not known, and for a key that cannot be read
 */
export async function decideRequest(
  params: RequestParams,
  situation: RequestSituation,
  host: HostReader,
): Promise<RequestDecision> {
  const subject = toSubject(params);
  const altNames = toAltNames(params, subject);
  const wishes = toWishes(params, altNames);
  const key = await readKey(params, host);
  const { text, isForced, isCheckMode } = situation;
  const returns = describeRequest(params, subject, altNames);
  return withCrypto(() => {
    const extensions = planExtensions(wishes, key.publicDer);
    const order = params.subject_ordered === undefined ? 'any-order' : 'ordered';
    const wish = { subject, order, extensions } as const;
    const found = text === undefined ? undefined : tryCrypto(() => parseRequest(text));
    const isGood = found !== undefined && isRequestAsWished(found, wish, key);
    if (isGood && !isForced) return { isRenewed: false, csr: text, returns };
    const csr = isCheckMode ? undefined : makeRequest(wish, key, params.digest);
    return { isRenewed: true, csr, returns };
  });
}

/** The return values of a request that should not be there. */
export function describeAbsentRequest(params: RequestParams): Readonly<Record<string, Plain>> {
  return describeRequest(params, [], []);
}

/** The return values that repeat what was asked for. */
function describeRequest(
  params: RequestParams,
  subject: readonly NameEntry[],
  altNames: readonly string[],
): Readonly<Record<string, Plain>> {
  return {
    privatekey: params.privatekey_path ?? null,
    subject: subject.map(({ name, value }) => [name, value]),
    subjectAltName: altNames.length === 0 ? null : altNames,
    keyUsage: params.key_usage ?? null,
    extendedKeyUsage: params.extended_key_usage ?? null,
    basicConstraints: params.basic_constraints ?? null,
    ocspMustStaple: params.ocsp_must_staple,
    name_constraints_permitted: params.name_constraints_permitted ?? [],
    name_constraints_excluded: params.name_constraints_excluded ?? [],
  };
}
