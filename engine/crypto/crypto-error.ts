/**
 * The one error of this room: the text that should be a key, a request or a certificate is none,
 * or what was asked for cannot be made. Messages never hold key material.
 */

/** Says what is wrong with given key material or with a wish; its caller makes it a failed task. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError';
}
