/** What went wrong with a URL, in the words of Python's urllib as Ansible shows them. */

/** `http`: the server said no; `url`: it was not reached; `value`: there is nothing to ask. */
export type UrlErrorKind = 'http' | 'url' | 'value';

/** A URL could not be had. */
export class UrlError extends Error {
  readonly kind: UrlErrorKind;

  constructor(kind: UrlErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Errors of the system, by the code Node gives them. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: '[Errno 111] Connection refused',
  ECONNRESET: '[Errno 104] Connection reset by peer',
  EHOSTUNREACH: '[Errno 113] No route to host',
  ENETUNREACH: '[Errno 101] Network is unreachable',
  ETIMEDOUT: 'timed out',
  ENOTFOUND: '[Errno -2] Name or service not known',
  EAI_AGAIN: '[Errno -3] Temporary failure in name resolution',
  ENOENT: '[Errno 2] No such file or directory',
  EACCES: '[Errno 13] Permission denied',
  EISDIR: '[Errno 21] Is a directory',
};

/** Errors of a certificate: Node names OpenSSL's reasons. */
const CERTIFICATE_WORDS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to get local issuer certificate',
  CERT_HAS_EXPIRED: 'certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Hostname mismatch',
};

/** Says an error of Node's as urllib says it. @param path of a file that could not be read */
export function describeNetError(error: unknown, path?: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const word = WORDS[code];
  if (word !== undefined)
    return `<urlopen error ${word}${path === undefined ? '' : `: '${path}'`}>`;
  const reason = CERTIFICATE_WORDS[code];
  const said = error instanceof Error ? error.message : String(error);
  const [, tls] = /SSL routines:[^:]*:([^:]*)/.exec(said) ?? [];
  if (tls !== undefined) {
    return `<urlopen error [SSL: ${tls.toUpperCase().replaceAll(' ', '_')}] ${tls}>`;
  }
  if (reason !== undefined) {
    return `<urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${reason}>`;
  }
  return `<urlopen error ${said}>`;
}

/** A server that cannot be reached in time is told apart from one that does not answer in time. */
export function describeTimeout(state: 'connected' | 'connecting'): UrlError {
  if (state === 'connected') return new UrlError('value', 'timed out');
  return new UrlError('url', '<urlopen error timed out>');
}
