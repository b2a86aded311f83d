/** What goes wrong with keys and certificates becomes a failed task here, and nowhere else. */
import { CryptoError } from '../../crypto/index.ts';
import { TaskFailure } from '../../host/index.ts';

/** Runs work of the crypto room; its errors become failed tasks. @throws TaskFailure */
export function withCrypto<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof CryptoError ? new TaskFailure(error.message) : error;
  }
}

/** The same for work that takes time. */
export async function withCryptoLater<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof CryptoError ? new TaskFailure(error.message) : error;
  }
}

/** Gives undefined for text that is not what it should be. */
export function tryCrypto<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}
