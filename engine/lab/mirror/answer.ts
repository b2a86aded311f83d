/**
 * Decides what the mirror answers to a path: a file, a redirect as the real download hosts send
 * one, or a fault that was asked for by the path. Pure.
 */

/** How an answer is spoiled on purpose. */
export type MirrorFault = 'none' | 'flipped' | 'truncated' | 'slow';

/** What to send for a path. */
export type MirrorAnswer =
  | { readonly kind: 'file'; readonly path: string; readonly fault: MirrorFault }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'missing' };

const faults: Readonly<Record<string, MirrorFault>> = {
  checksum: 'flipped',
  truncated: 'truncated',
  slow: 'slow',
};

function resolveFault(path: string): MirrorAnswer {
  const [, , kind = '', ...rest] = path.split('/');
  const fault = faults[kind];
  if (fault === undefined) return { kind: 'missing' };
  const real = `/${rest.join('/')}`;
  // The checksum of what should be there is told truly, only the thing itself is spoiled.
  return resolveFile(real, real.endsWith('.sha256') ? 'none' : fault);
}

function resolveFile(path: string, fault: MirrorFault): MirrorAnswer {
  // Google's bucket of the first releases has the same files below another name.
  return {
    kind: 'file',
    path: path.replace(/^\/(kubernetes-release|cdn)\/release\//, '/release/'),
    fault,
  };
}

/**
 * Decides the answer to a path.
 *
 * - `/release/…` redirects to `/cdn/release/…`, as dl.k8s.io does;
 * - `/kubernetes-release/release/…` has the same files without a redirect, as the old bucket had;
 * - `/wrong/checksum/PATH` sends PATH with its last byte changed, `/wrong/truncated/PATH` ends in
 *   the middle, `/wrong/slow/PATH` takes seconds, `/wrong/missing/…` is not there;
 * - a path that climbs out of the tree is not there.
 */
export function resolveAnswer(path: string): MirrorAnswer {
  if (path.split('/').includes('..') || path.includes('\0')) return { kind: 'missing' };
  if (path.startsWith('/wrong/')) return resolveFault(path);
  if (path.startsWith('/release/')) return { kind: 'redirect', location: `/cdn${path}` };
  return resolveFile(path, 'none');
}

/** Changes the last byte, as one bad block would. Pure: gives a new buffer. */
export function flipLastByte(content: Buffer): Buffer {
  const copy = Buffer.from(content);
  const last = copy.length - 1;
  if (last >= 0) copy.writeUInt8(copy.readUInt8(last) ^ 0xff, last);
  return copy;
}
