/**
 * DER as small functions: builders that nest, and readers that refuse what does not fit. The only
 * file that knows node-forge's trees; everything above works with them without looking inside.
 */
import forge from 'node-forge';
import { CryptoError } from './crypto-error.ts';

const { asn1 } = forge;

/** A node of a DER tree. */
export type Der = forge.asn1.Asn1;

function universal(type: forge.asn1.Type, isConstructed: boolean, value: string | Der[]): Der {
  return asn1.create(asn1.Class.UNIVERSAL, type, isConstructed, value);
}

function toBinary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function fromBinary(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

export function sequence(...items: readonly Der[]): Der {
  return universal(asn1.Type.SEQUENCE, true, [...items]);
}

export function setOf(...items: readonly Der[]): Der {
  return universal(asn1.Type.SET, true, [...items]);
}

/** @param dotted `2.5.4.3` */
export function objectId(dotted: string): Der {
  return universal(asn1.Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

/** A non-negative whole number of any size. */
export function integer(value: bigint | number): Der {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const isSigned = ((bytes[0] ?? 0) & 0x80) !== 0;
  return universal(asn1.Type.INTEGER, false, (isSigned ? '\0' : '') + toBinary(bytes));
}

export function nothing(): Der {
  return universal(asn1.Type.NULL, false, '');
}

export function truth(): Der {
  return universal(asn1.Type.BOOLEAN, false, '\u00ff');
}

export function octets(bytes: Uint8Array): Der {
  return universal(asn1.Type.OCTETSTRING, false, toBinary(bytes));
}

/** @param unused how many of the last byte's low bits do not count */
export function bits(bytes: Uint8Array, unused = 0): Der {
  return universal(asn1.Type.BITSTRING, false, String.fromCharCode(unused) + toBinary(bytes));
}

/** Text in one of the string types that names use. */
export function text(value: string, type: 'utf8' | 'printable' | 'ia5' | 'bmp'): Der {
  const types = {
    utf8: asn1.Type.UTF8,
    printable: asn1.Type.PRINTABLESTRING,
    ia5: asn1.Type.IA5STRING,
    bmp: asn1.Type.BMPSTRING,
  } as const;
  // forge takes BMPString as it is, and writes its code units.
  const content = type === 'bmp' ? value : toBinary(Buffer.from(value, 'utf8'));
  return universal(types[type], false, content);
}

/** UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5). */
export function time(date: Date): Der {
  const isLate = date.getUTCFullYear() >= 2050;
  return isLate
    ? universal(asn1.Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(date))
    : universal(asn1.Type.UTCTIME, false, asn1.dateToUtcTime(date));
}

/** `[number]` around nodes (explicit), or in place of a primitive's own tag (bytes). */
export function tagged(number: number, content: readonly Der[] | Uint8Array): Der {
  const isBytes = content instanceof Uint8Array;
  const value = isBytes ? toBinary(content) : [...content];
  const node = universal(asn1.Type.NONE, !isBytes, value);
  return Object.assign(node, { tagClass: asn1.Class.CONTEXT_SPECIFIC, type: number });
}

/** Writes a tree as bytes. */
export function encodeDer(node: Der): Buffer {
  return fromBinary(asn1.toDer(node).getBytes());
}

/**
 * Reads bytes as one tree.
 * @throws CryptoError when they are no DER, or more follows
 */
export function decodeDer(bytes: Uint8Array): Der {
  try {
    return asn1.fromDer(toBinary(bytes), true);
  } catch (cause) {
    throw new CryptoError('not valid DER', { cause });
  }
}

/** The nodes below a constructed node. @throws CryptoError for a primitive */
export function childrenOf(node: Der | undefined): readonly Der[] {
  if (node === undefined || typeof node.value === 'string' || !node.constructed) {
    throw new CryptoError('not the structure that was expected');
  }
  return node.value;
}

/** The bytes of a node without tag and length. */
export function contentOf(node: Der | undefined): Buffer {
  if (node === undefined) throw new CryptoError('not the structure that was expected');
  // A bit string may have been read as a tree: encoding it again gives its bytes in any case.
  const whole = encodeDer(node);
  const first = whole[1] ?? 0;
  return whole.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f));
}

/** The bytes of an octet string; BER may have cut it into pieces. */
export function octetsOf(node: Der | undefined): Buffer {
  if (node === undefined || typeof node.value === 'string') return contentOf(node);
  return Buffer.concat(node.value.map(octetsOf));
}

/** The bytes of a bit string that uses all bits of its last byte. */
export function bitsOf(node: Der | undefined): Buffer {
  return contentOf(node).subarray(1);
}

/** Reads an object identifier as dotted numbers. */
export function objectIdOf(node: Der | undefined): string {
  if (node?.type !== asn1.Type.OID) throw new CryptoError('not the structure that was expected');
  return asn1.derToOid(toBinary(contentOf(node)));
}

/** Reads a non-negative whole number. */
export function integerOf(node: Der | undefined): bigint {
  return BigInt(`0x${contentOf(node).toString('hex') || '0'}`);
}

/** Reads text of any string type as UTF-8 (ASCII types are part of it), BMPString as UTF-16. */
export function textOf(node: Der | undefined): string {
  const bytes = contentOf(node);
  if (node?.type !== asn1.Type.BMPSTRING) return bytes.toString('utf8');
  return Buffer.from(bytes).swap16().toString('utf16le');
}

/** Reads UTCTime or GeneralizedTime. */
export function timeOf(node: Der | undefined): Date {
  const digits = contentOf(node).toString('latin1');
  return node?.type === asn1.Type.UTCTIME
    ? asn1.utcTimeToDate(digits)
    : asn1.generalizedTimeToDate(digits);
}

/** True for the node `[number]`. */
export function isTagged(node: Der | undefined, number: number): boolean {
  return node?.tagClass === asn1.Class.CONTEXT_SPECIFIC && tagNumberOf(node) === number;
}

/** The number of a context-specific tag. */
export function tagNumberOf(node: Der): number {
  return node.type;
}

/** True for a BOOLEAN. */
export function isTruth(node: Der | undefined): boolean {
  return node?.tagClass === asn1.Class.UNIVERSAL && node.type === asn1.Type.BOOLEAN;
}

/** True for an INTEGER. */
export function isInteger(node: Der | undefined): boolean {
  return node?.tagClass === asn1.Class.UNIVERSAL && node.type === asn1.Type.INTEGER;
}
