/** Certificate signing requests (PKCS #10): made, read, and compared with what is wished for. */
import {
  childrenOf,
  decodeDer,
  encodeDer,
  integer,
  isTagged,
  objectId,
  objectIdOf,
  sequence,
  setOf,
  tagged,
  type Der,
} from './der.ts';
import { decodeName, encodeName, isSameName, type NameEntry } from './distinguished-name.ts';
import {
  decodeExtensions,
  encodeExtensions,
  extensionIds,
  isSameExtensions,
  type Extension,
} from './extensions.ts';
import { fromPem, toPem } from './pem.ts';
import type { PrivateKey } from './private-key.ts';
import { isSignedBy, signStructure } from './signature.ts';

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const LABELS = ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'];

/** A request that was read. */
export interface Request {
  readonly subject: readonly NameEntry[];
  /** The subject as it was written, for the certificate. */
  readonly subjectDer: Buffer;
  readonly extensions: readonly Extension[];
  readonly publicDer: Buffer;
  /** Its owner holds the private key. */
  readonly isSignatureValid: boolean;
}

/** What a request should hold. */
export interface RequestWish {
  readonly subject: readonly NameEntry[];
  readonly order: 'ordered' | 'any-order';
  readonly extensions: readonly Extension[];
}

/**
 * Makes a request.
 * @throws CryptoError when a name is not known, or key and digest do not go together
 */
export function makeRequest(
  wish: Pick<RequestWish, 'subject' | 'extensions'>,
  key: PrivateKey,
  digest: string,
): string {
  const attribute = sequence(objectId(EXTENSION_REQUEST), setOf(encodeExtensions(wish.extensions)));
  const body = sequence(
    integer(0),
    encodeName(wish.subject),
    decodeDer(key.publicDer),
    tagged(0, wish.extensions.length === 0 ? [] : [attribute]),
  );
  return toPem('CERTIFICATE REQUEST', signStructure(body, key, digest));
}

function readExtensions(attributes: Der | undefined): readonly Extension[] {
  if (!isTagged(attributes, 0)) return [];
  for (const attribute of childrenOf(attributes)) {
    const [id, values] = childrenOf(attribute);
    if (objectIdOf(id) === EXTENSION_REQUEST) return decodeExtensions(childrenOf(values)[0]);
  }
  return [];
}

/** Reads a request. @throws CryptoError when the text is none */
export function parseRequest(pem: string): Request {
  const structure = decodeDer(fromPem(pem, LABELS));
  const [, subject, publicKey, attributes] = childrenOf(childrenOf(structure)[0]);
  if (subject === undefined || publicKey === undefined) return parseRequest('');
  const publicDer = encodeDer(publicKey);
  return {
    subject: decodeName(subject),
    subjectDer: encodeDer(subject),
    extensions: readExtensions(attributes),
    publicDer,
    isSignatureValid: isSignedBy(structure, publicDer),
  };
}

const compared: readonly string[] = Object.values(extensionIds);

/** Says whether a request holds what is wished for and belongs to the key. */
export function isRequestAsWished(request: Request, wish: RequestWish, key: PrivateKey): boolean {
  const extensions = request.extensions.filter(({ id }) => compared.includes(id));
  return (
    isSameName(request.subject, wish.subject, wish.order) &&
    isSameExtensions(extensions, wish.extensions) &&
    request.isSignatureValid &&
    request.publicDer.equals(key.publicDer)
  );
}
