/** Deciding on a PKCS #12 file, or on the PEM text that one is taken apart into. */
import {
  convertPrivateKey,
  makePkcs12,
  parseCertificate,
  parsePkcs12,
  type Certificate,
  type Pkcs12Content,
  type Pkcs12Scheme,
  type PrivateKey,
} from '../../crypto/index.ts';
import { TaskFailure, type HostReader } from '../../host/index.ts';
import { decodeText, encodeText } from './file-text.ts';
import { toHostPath } from './host-path.ts';
import { tryCrypto, withCrypto } from './pki-failure.ts';
import { openPkiKey } from './pki-open-key.ts';
import { fileBytes } from './pki-source.ts';

export interface Pkcs12Params {
  readonly action: 'export' | 'parse';
  readonly other_certificates?: readonly string[];
  readonly other_certificates_parse_all: boolean;
  readonly certificate_path?: string;
  readonly force: boolean;
  readonly friendly_name?: string;
  readonly encryption_level: 'auto' | 'compatibility2022';
  readonly iter_size?: number;
  readonly maciter_size?: number;
  readonly passphrase?: string;
  readonly privatekey_passphrase?: string;
  readonly privatekey_path?: string;
  readonly privatekey_content?: string;
  readonly src?: string;
  readonly select_crypto_backend: 'auto' | 'cryptography' | 'pyopenssl';
}

/** What is decided: the file stays, or gets new content (missing in check mode). */
export interface Pkcs12Decision {
  readonly isRenewed: boolean;
  readonly content: Uint8Array | undefined;
}

const KEEP: Pkcs12Decision = { isRenewed: false, content: undefined };

/** Which of Ansible's two Python libraries would have to do it: they write differently. */
function chooseLibrary(params: Pkcs12Params): 'cryptography' | 'pyopenssl' {
  const { select_crypto_backend: backend, iter_size: iterations, encryption_level: level } = params;
  if (backend !== 'auto') return backend;
  const isTuned = iterations !== undefined && level !== 'compatibility2022';
  return isTuned || params.maciter_size !== undefined ? 'pyopenssl' : 'cryptography';
}

function toScheme(params: Pkcs12Params): Pkcs12Scheme {
  // Nought counts as not given, as in Python.
  const [iterations, macIterations] = [params.iter_size ?? 0, params.maciter_size ?? 0];
  if (chooseLibrary(params) === 'pyopenssl') {
    return {
      cipher: 'triple-des',
      iterations: iterations === 0 ? 2048 : iterations,
      macDigest: 'sha256',
      macIterations: macIterations === 0 ? 1 : macIterations,
    };
  }
  if ((params.passphrase ?? '') === '') {
    return { cipher: 'none', iterations: 1, macDigest: 'sha256', macIterations: 2048 };
  }
  if (params.encryption_level === 'auto') {
    return { cipher: 'aes', iterations: 20_000, macDigest: 'sha256', macIterations: 1 };
  }
  return {
    cipher: 'triple-des',
    iterations: iterations === 0 ? 50_000 : iterations,
    macDigest: 'sha1',
    macIterations: 1,
  };
}

/** @throws TaskFailure for wishes that the library has not */
function refuseLevel(params: Pkcs12Params): void {
  if (chooseLibrary(params) === 'pyopenssl' && params.encryption_level !== 'auto') {
    throw new TaskFailure('The PyOpenSSL backend only supports encryption_level = auto');
  }
}

async function readText(host: HostReader, path: string): Promise<string> {
  return decodeText(await host.ask(fileBytes(await toHostPath(host, path))));
}

function splitCertificates(text: string): readonly string[] {
  return text.match(/^-----BEGIN [\s\S]*?^-----END .*$/gm) ?? [];
}

/** What goes into the file, as text. */
interface Material {
  readonly key: string | undefined;
  readonly certificate: string | undefined;
  readonly others: readonly string[];
}

async function readMaterial(params: Pkcs12Params, host: HostReader): Promise<Material> {
  const { privatekey_path: keyPath, certificate_path: path, other_certificates: paths } = params;
  const [key, certificate, others] = await Promise.all([
    keyPath === undefined ? params.privatekey_content : readText(host, keyPath),
    path === undefined ? undefined : readText(host, path),
    Promise.all((paths ?? []).map((one) => readText(host, one))),
  ]);
  const all = params.other_certificates_parse_all ? others.flatMap(splitCertificates) : others;
  return { key: key === '' ? undefined : key, certificate, others: all };
}

function toContent(params: Pkcs12Params, { key, certificate, others }: Material): Pkcs12Content {
  return {
    key: key === undefined ? undefined : openPkiKey(key, params.privatekey_passphrase),
    certificate: certificate === undefined ? undefined : parseCertificate(certificate),
    others: others.map(parseCertificate),
    friendlyName: params.friendly_name,
  };
}

function isSameKey(a: PrivateKey | undefined, b: PrivateKey | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.key.equals(b.key);
}

function toSet(certificates: readonly Certificate[]): string {
  return [...new Set(certificates.map(({ der }) => der.toString('base64')))].sort().join('\n');
}

function toList(certificate: Certificate | undefined): readonly Certificate[] {
  return certificate === undefined ? [] : [certificate];
}

/** Without a key nothing says which certificate is its own, and whose name counts. */
function isSameContent(found: Pkcs12Content, wanted: Pkcs12Content): boolean {
  if (!isSameKey(found.key, wanted.key)) return false;
  const [own, wantedOwn] = [found, wanted].map(({ certificate }) => toList(certificate));
  if (found.key === undefined) {
    return (
      toSet([...(own ?? []), ...found.others]) === toSet([...(wantedOwn ?? []), ...wanted.others])
    );
  }
  return (
    toSet(own ?? []) === toSet(wantedOwn ?? []) &&
    toSet(found.others) === toSet(wanted.others) &&
    (found.friendlyName ?? '') === (wanted.friendlyName ?? '')
  );
}

/** Whether a file holds what is wanted. */
function isAsWished(
  params: Pkcs12Params,
  bytes: Uint8Array | undefined,
  wanted: Pkcs12Content,
): boolean {
  if (bytes === undefined) return false;
  const found = tryCrypto(() => parsePkcs12(bytes, params.passphrase));
  return found !== undefined && isSameContent(found, wanted);
}

/** Where the file stands now, and how far the decision may go. */
export interface Pkcs12Situation {
  readonly text: string | undefined;
  readonly isCheckMode: boolean;
}

async function decideExport(
  params: Pkcs12Params,
  { text, isCheckMode }: Pkcs12Situation,
  host: HostReader,
): Promise<Pkcs12Decision> {
  if (isCheckMode && text === undefined) return { isRenewed: true, content: undefined };
  const material = await readMaterial(params, host);
  return withCrypto(() => {
    const wanted = toContent(params, material);
    const bytes = text === undefined ? undefined : encodeText(text);
    if (!params.force && isAsWished(params, bytes, wanted)) return KEEP;
    if (isCheckMode) return { isRenewed: true, content: undefined };
    if ((params.friendly_name ?? '') === '') throw new TaskFailure('Friendly_name is required');
    const passphrase = params.passphrase === '' ? undefined : params.passphrase;
    return { isRenewed: true, content: makePkcs12(wanted, passphrase, toScheme(params)) };
  });
}

function toPemText(params: Pkcs12Params, { key, certificate, others }: Pkcs12Content): string {
  const format = chooseLibrary(params) === 'pyopenssl' ? 'pkcs8' : 'pkcs1';
  const certificates = certificate === undefined ? others : [certificate, ...others];
  const keyText = key === undefined ? '' : convertPrivateKey(key, { format }).pem;
  return [keyText, ...certificates.map(({ pem }) => pem)].join('');
}

async function readParts(params: Pkcs12Params, source: string, host: HostReader): Promise<string> {
  const bytes = await host.ask(fileBytes(source));
  return withCrypto(() => toPemText(params, parsePkcs12(bytes, params.passphrase)));
}

async function decideParse(
  params: Pkcs12Params,
  { text, isCheckMode }: Pkcs12Situation,
  host: HostReader,
): Promise<Pkcs12Decision> {
  const source = await toHostPath(host, params.src ?? '');
  const wanted = await readParts(params, source, host).catch((error: unknown) => {
    // What is not there yet may be made by a task before this one.
    if (isCheckMode && error instanceof TaskFailure) return undefined;
    throw error;
  });
  if (!params.force && text !== undefined && text === wanted) return KEEP;
  const isKnown = !isCheckMode && wanted !== undefined;
  return { isRenewed: true, content: isKnown ? encodeText(wanted) : undefined };
}

/**
 * Decides, and makes the content when new one is needed.
 * @throws TaskFailure for material that cannot be read or does not go together
 */
export async function decidePkcs12(
  params: Pkcs12Params,
  situation: Pkcs12Situation,
  host: HostReader,
): Promise<Pkcs12Decision> {
  refuseLevel(params);
  return params.action === 'parse'
    ? decideParse(params, situation, host)
    : decideExport(params, situation, host);
}
