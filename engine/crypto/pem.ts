/** PEM: base64 lines of 64 characters between BEGIN and END, as OpenSSL and community.crypto write. */
import { CryptoError } from './crypto-error.ts';

/** Wraps DER bytes; ends with a newline. */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * Finds the first block with one of the labels.
 * @throws CryptoError when there is none
 */
export function fromPem(text: string, labels: readonly string[]): Buffer {
  for (const [, label = '', body = ''] of text.matchAll(
    /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g,
  )) {
    if (labels.includes(label)) return Buffer.from(body.replaceAll(/\s/g, ''), 'base64');
  }
  throw new CryptoError(`no PEM block ${labels.join(' or ')} in the text`);
}
