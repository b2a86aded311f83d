/**
 * Says what went wrong with a connection in the words of OpenSSH's client, which Ansible shows
 * behind `Failed to connect to the host via ssh: ` and users know how to search for.
 */
import type { AuthTrace } from './ssh-auth.ts';
import type { ConnectionTarget } from './transport.ts';

const SOCKET_ERRORS = new Map([
  ['ECONNREFUSED', 'Connection refused'],
  ['ETIMEDOUT', 'Connection timed out'],
  ['EHOSTUNREACH', 'No route to host'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['ECONNRESET', 'Connection reset by peer'],
]);

const RESOLVE_ERRORS = new Map([
  ['ENOTFOUND', 'Name or service not known'],
  ['EAI_AGAIN', 'Temporary failure in name resolution'],
]);

/** What is known about an attempt besides its error. */
export interface Attempt {
  readonly target: ConnectionTarget;
  readonly notes: readonly string[];
  readonly trace: AuthTrace;
}

function findCode(error: Error): string {
  // Both address families failed: Node gives an AggregateError whose first error has the code.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = inner instanceof Error && 'code' in inner ? inner.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** True when the host answered and let nobody in. */
export function isLoginRefused({ message }: Error): boolean {
  return /authentication methods failed/i.test(message);
}

/** Describes why a connection could not be made, without a final newline. */
export function describeSshError(error: Error, attempt: Attempt): string {
  const { address, port, user, connectTimeoutSeconds } = attempt.target;
  const code = findCode(error);
  const resolve = RESOLVE_ERRORS.get(code);
  if (resolve !== undefined) return `ssh: Could not resolve hostname ${address}: ${resolve}`;
  const socket = SOCKET_ERRORS.get(code);
  if (socket !== undefined) return `ssh: connect to host ${address} port ${port}: ${socket}`;
  if (/Timed out while waiting for handshake/.test(error.message))
    return `ssh: connect to host ${address} port ${port}: Connection timed out (after ${connectTimeoutSeconds} s)`;
  if (isLoginRefused(error)) {
    const offered = attempt.trace.offered.join(',');
    const notes = attempt.notes.map((note) => `\n${note}`).join('');
    return `${user}@${address}: Permission denied (${offered}).${notes}`;
  }
  if (/lost before handshake/.test(error.message))
    return 'kex_exchange_identification: Connection closed by remote host';
  return error.message;
}
