/** PKCS #12 (RFC 7292): a key, its certificate and those of authorities in one file. */
import { createHash, createHmac, createPrivateKey, randomBytes } from 'node:crypto';
import { parseCertificate, type Certificate } from './certificate.ts';
import { CryptoError } from './crypto-error.ts';
import {
  childrenOf,
  decodeDer,
  encodeDer,
  integer,
  integerOf,
  nothing,
  objectId,
  objectIdOf,
  octets,
  octetsOf,
  sequence,
  setOf,
  tagged,
  text,
  textOf,
  type Der,
} from './der.ts';
import { toPem } from './pem.ts';
import {
  decryptPart,
  derivePkcs12Bytes,
  encryptPart,
  KEY_USE,
  type Pkcs12Scheme,
} from './pkcs12-cipher.ts';
import { parsePrivateKey, type PrivateKey } from './private-key.ts';

/** What is, or is to be, in such a file. */
export interface Pkcs12Content {
  readonly key: PrivateKey | undefined;
  /** The one that belongs to the key. */
  readonly certificate: Certificate | undefined;
  readonly others: readonly Certificate[];
  readonly friendlyName: string | undefined;
}

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const X509 = '1.2.840.113549.1.9.22.1';
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';
const BAGS = {
  key: '1.2.840.113549.1.12.10.1.1',
  hiddenKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  nested: '1.2.840.113549.1.12.10.1.6',
} as const;

const MAC_DIGESTS: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** DER has the members of a set in the order of their bytes. */
function sortedSet(items: readonly Der[]): Der {
  const toHex = (node: Der): string => encodeDer(node).toString('hex');
  return setOf(...items.toSorted((a, b) => (toHex(a) < toHex(b) ? -1 : 1)));
}

function makeAttributes({ friendlyName, key, certificate }: Pkcs12Content): readonly Der[] {
  const name = friendlyName === undefined ? [] : [text(friendlyName, 'bmp')];
  const id =
    key === undefined || certificate === undefined
      ? []
      : [octets(createHash('sha1').update(certificate.der).digest())];
  const attributes = [
    ...name.map((value) => sequence(objectId(FRIENDLY_NAME), setOf(value))),
    ...id.map((value) => sequence(objectId(LOCAL_KEY_ID), setOf(value))),
  ];
  return attributes.length === 0 ? [] : [sortedSet(attributes)];
}

function makeCertificateBag({ der }: Certificate, attributes: readonly Der[]): Der {
  const inside = sequence(objectId(X509), tagged(0, [octets(der)]));
  return sequence(objectId(BAGS.certificate), tagged(0, [inside]), ...attributes);
}

function toPlainPart(bags: Der): Der {
  return sequence(objectId(DATA), tagged(0, [octets(encodeDer(bags))]));
}

function makeCertificatesPart(
  content: Pkcs12Content,
  passphrase: string | undefined,
  scheme: Pkcs12Scheme,
): readonly Der[] {
  const { certificate, others } = content;
  const bags = sequence(
    ...(certificate === undefined
      ? []
      : [makeCertificateBag(certificate, makeAttributes(content))]),
    ...others.map((other) => makeCertificateBag(other, [])),
  );
  if (certificate === undefined && others.length === 0) return [];
  if (scheme.cipher === 'none') return [toPlainPart(bags)];
  const { algorithm, hidden } = encryptPart(encodeDer(bags), passphrase, scheme);
  const inside = sequence(objectId(DATA), algorithm, tagged(0, hidden));
  return [sequence(objectId(ENCRYPTED_DATA), tagged(0, [sequence(integer(0), inside)]))];
}

function makeKeyPart(
  content: Pkcs12Content,
  passphrase: string | undefined,
  scheme: Pkcs12Scheme,
): readonly Der[] {
  if (content.key === undefined) return [];
  const plain = content.key.key.export({ format: 'der', type: 'pkcs8' });
  const attributes = makeAttributes(content);
  if (scheme.cipher === 'none') {
    const bag = sequence(objectId(BAGS.key), tagged(0, [decodeDer(plain)]), ...attributes);
    return [toPlainPart(sequence(bag))];
  }
  const { algorithm, hidden } = encryptPart(plain, passphrase, scheme);
  const inside = sequence(algorithm, octets(hidden));
  const bag = sequence(objectId(BAGS.hiddenKey), tagged(0, [inside]), ...attributes);
  return [toPlainPart(sequence(bag))];
}

interface MacWay {
  readonly digest: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

function makeMac(content: Buffer, passphrase: string | undefined, way: MacWay): Buffer {
  const size = createHash(way.digest).digest().length;
  const key = derivePkcs12Bytes(passphrase, { ...way, use: KEY_USE.mac, size });
  return createHmac(way.digest, key).update(content).digest();
}

/**
 * Makes a file.
 * @param passphrase undefined for none: then the MAC proves nothing
 * @throws CryptoError when there is nothing to put in, or key and certificate do not belong together
 */
export function makePkcs12(
  content: Pkcs12Content,
  passphrase: string | undefined,
  scheme: Pkcs12Scheme,
): Buffer {
  const { key, certificate } = content;
  if (key !== undefined && certificate?.publicDer.equals(key.publicDer) === false) {
    throw new CryptoError('the private key does not belong to the certificate');
  }
  const parts = [
    ...makeCertificatesPart(content, passphrase, scheme),
    ...makeKeyPart(content, passphrase, scheme),
  ];
  if (parts.length === 0) {
    throw new CryptoError('there is neither a private key nor a certificate to put in');
  }
  const bytes = encodeDer(sequence(...parts));
  const [salt, iterations] = [randomBytes(8), scheme.macIterations];
  const mac = makeMac(bytes, passphrase, { digest: scheme.macDigest, salt, iterations });
  const id = Object.keys(MAC_DIGESTS).find((one) => MAC_DIGESTS[one] === scheme.macDigest) ?? '';
  const digestInfo = sequence(sequence(objectId(id), nothing()), octets(mac));
  const count = iterations === 1 ? [] : [integer(iterations)];
  return encodeDer(
    sequence(
      integer(3),
      sequence(objectId(DATA), tagged(0, [octets(bytes)])),
      sequence(digestInfo, octets(salt), ...count),
    ),
  );
}

function isMacGood(content: Buffer, mac: Der, passphrase: string | undefined): boolean {
  const [info, salt, count] = childrenOf(mac);
  const [algorithm, wanted] = childrenOf(info);
  const digest = MAC_DIGESTS[objectIdOf(childrenOf(algorithm)[0])];
  if (digest === undefined) throw new CryptoError('the MAC of the PKCS#12 data is not supported');
  const iterations = count === undefined ? 1 : Number(integerOf(count));
  return makeMac(content, passphrase, { digest, salt: octetsOf(salt), iterations }).equals(
    octetsOf(wanted),
  );
}

interface Named {
  readonly name: string | undefined;
}

interface Found {
  readonly keys: (Named & { readonly key: PrivateKey })[];
  readonly certificates: (Named & { readonly certificate: Certificate })[];
}

function nameIn(attributes: Der | undefined): string | undefined {
  if (attributes === undefined) return undefined;
  const found = childrenOf(attributes).find(
    (attribute) => objectIdOf(childrenOf(attribute)[0]) === FRIENDLY_NAME,
  );
  return found === undefined ? undefined : textOf(childrenOf(childrenOf(found)[1])[0]);
}

function readKey(der: Buffer): PrivateKey {
  try {
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    return parsePrivateKey(key.export({ format: 'pem', type: 'pkcs8' }).toString());
  } catch (cause) {
    throw new CryptoError('the private key in the PKCS#12 data cannot be read', { cause });
  }
}

function readBag(bag: Der, passphrase: string | undefined, found: Found): void {
  const [id, wrapped, attributes] = childrenOf(bag);
  const [value] = childrenOf(wrapped);
  if (value === undefined) return;
  const name = nameIn(attributes);
  switch (objectIdOf(id)) {
    case BAGS.key:
      found.keys.push({ key: readKey(encodeDer(value)), name });
      break;
    case BAGS.hiddenKey: {
      const [algorithm, hidden] = childrenOf(value);
      const plain = decryptPart(algorithm, octetsOf(hidden), passphrase);
      found.keys.push({ key: readKey(plain), name });
      break;
    }
    case BAGS.certificate: {
      const [kind, content] = childrenOf(value);
      if (objectIdOf(kind) !== X509) break;
      const pem = toPem('CERTIFICATE', octetsOf(childrenOf(content)[0]));
      found.certificates.push({ certificate: parseCertificate(pem), name });
      break;
    }
    case BAGS.nested:
      for (const inner of childrenOf(value)) readBag(inner, passphrase, found);
      break;
    default:
  }
}

function openPart(part: Der, passphrase: string | undefined): readonly Der[] {
  const [id, wrapped] = childrenOf(part);
  const [value] = childrenOf(wrapped);
  if (objectIdOf(id) === DATA) return childrenOf(decodeDer(octetsOf(value)));
  if (objectIdOf(id) !== ENCRYPTED_DATA) return [];
  const [, algorithm, hidden] = childrenOf(childrenOf(value)[1]);
  return childrenOf(decodeDer(decryptPart(algorithm, octetsOf(hidden), passphrase)));
}

/** An empty passphrase and none at all are different bytes: which one was meant, the MAC tells. */
function choosePassphrase(
  content: Buffer,
  mac: Der | undefined,
  passphrase: string | undefined,
): string | undefined {
  if (mac === undefined) return passphrase;
  const meant = passphrase === undefined || passphrase === '' ? [undefined, ''] : [passphrase];
  if (!meant.some((one) => isMacGood(content, mac, one))) {
    throw new CryptoError('Invalid password or PKCS12 data');
  }
  return meant.find((one) => isMacGood(content, mac, one));
}

function decodeFile(bytes: Uint8Array): readonly Der[] {
  try {
    return childrenOf(decodeDer(bytes));
  } catch (cause) {
    throw new CryptoError('Could not deserialize PKCS12 data', { cause });
  }
}

/**
 * Reads a file. The certificate is the first that belongs to the key, as OpenSSL has it;
 * the name is the certificate's, or the key's where it has none.
 * @throws CryptoError for another passphrase, and for what is no such file
 */
export function parsePkcs12(bytes: Uint8Array, passphrase: string | undefined): Pkcs12Content {
  const [, safe, mac] = decodeFile(bytes);
  const content = octetsOf(childrenOf(childrenOf(safe)[1])[0]);
  const meant = choosePassphrase(content, mac, passphrase);
  const found: Found = { keys: [], certificates: [] };
  for (const part of childrenOf(decodeDer(content))) {
    for (const bag of openPart(part, meant)) readBag(bag, meant, found);
  }
  const [first] = found.keys;
  const own = found.certificates.find(
    ({ certificate }) => first?.key.publicDer.equals(certificate.publicDer) === true,
  );
  return {
    key: first?.key,
    certificate: own?.certificate,
    others: found.certificates.filter((one) => one !== own).map(({ certificate }) => certificate),
    friendlyName: (own ?? first)?.name,
  };
}
