/** Names the package that brings a missing program, so that nobody has to search for it. */
import { TaskFailure } from './contract.ts';

const PACKAGES: Readonly<Record<string, string>> = {
  cat: 'coreutils',
  chattr: 'e2fsprogs',
  chgrp: 'coreutils',
  chmod: 'coreutils',
  chown: 'coreutils',
  cp: 'coreutils',
  date: 'coreutils',
  find: 'findutils',
  getent: 'libc-bin',
  head: 'coreutils',
  id: 'coreutils',
  ln: 'coreutils',
  md5sum: 'coreutils',
  mkdir: 'coreutils',
  mv: 'coreutils',
  readlink: 'coreutils',
  rm: 'coreutils',
  sha1sum: 'coreutils',
  sha224sum: 'coreutils',
  sha256sum: 'coreutils',
  sha384sum: 'coreutils',
  sha512sum: 'coreutils',
  stat: 'coreutils',
  touch: 'coreutils',
  wc: 'coreutils',
};

/**
 * Reads from a script's exit code and stderr whether a program was missing.
 * @returns a sentence, or undefined when it was something else
 */
export function describeMissingTool(rc: number, stderr: string): string | undefined {
  if (rc !== 127) return undefined;
  const tool = /(?:^|[\s:])([\w.+-]+): (?:command )?not found/.exec(stderr)?.[1];
  const name = tool === undefined ? undefined : PACKAGES[tool];
  if (tool === undefined || name === undefined) return undefined;
  return `\`${tool}\` is missing on the host (package ${name})`;
}

/** @throws TaskFailure when the reply says that a program was missing */
export function refuseMissingTool(reply: { readonly rc: number; readonly stderr: string }): void {
  const sentence = describeMissingTool(reply.rc, reply.stderr);
  if (sentence !== undefined)
    throw new TaskFailure(sentence, { rc: reply.rc, stderr: reply.stderr });
}
