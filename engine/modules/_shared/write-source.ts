/** Where the content of a file that is written comes from: text, or a file of the controller. */
import type { ControllerReader } from '../contract.ts';
import { baseName } from './host-path.ts';
import type { FileSource } from './write-file.ts';

/** A source whose content is text that was made on the controller. */
export function toTextSource(
  text: string,
  controller: ControllerReader,
  more: Pick<FileSource, 'name' | 'mode' | 'shownPath'>,
): FileSource {
  const bytes = new TextEncoder().encode(text);
  return {
    ...more,
    content: { from: 'text', text },
    sha1: controller.digest(bytes, 'sha1'),
    md5: () => Promise.resolve(controller.digest(bytes, 'md5')),
    size: bytes.length,
    text: () => text,
  };
}

/** A file out of a vault: held in memory, and never shown in a diff. */
function toSecretSource(
  { path, mode }: { readonly path: string; readonly mode: string },
  bytes: Uint8Array,
  sha1: string,
  controller: ControllerReader,
): FileSource {
  return {
    name: baseName(path),
    content: { from: 'bytes', bytes },
    sha1,
    md5: () => Promise.resolve(controller.digest(bytes, 'md5')),
    size: bytes.length,
    mode,
    shownPath: path,
    text: () => undefined,
  };
}

/**
 * A source that is a file of the controller; it is streamed, never held in memory.
 * @param isDecrypting what is in it counts when it is a vault
 */
export async function toFileSource(
  file: { readonly path: string; readonly size: number; readonly mode: string },
  controller: ControllerReader,
  isDecrypting: boolean,
): Promise<FileSource> {
  const { path, size, mode } = file;
  const { opened, sha1 } = await controller.openSource(file, isDecrypting);
  if (opened !== undefined) return toSecretSource(file, opened, sha1, controller);
  return {
    name: baseName(path),
    content: { from: 'file', path, size },
    sha1,
    md5: () => controller.checksum(path, 'md5'),
    size,
    mode,
    shownPath: path,
    text: () => controller.readText(path),
  };
}
