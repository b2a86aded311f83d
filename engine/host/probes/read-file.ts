/** The probe that reads a file's content, exact to the byte. */
import { sh } from '../../shell/index.ts';
import { TaskFailure, type Probe, type Reply } from '../contract.ts';
import { refuseMissingTool } from '../missing-tool.ts';

/** A file's content. */
export interface FileContent {
  readonly bytes: Uint8Array;
  /** The bytes as UTF-8; undefined when they are something else. */
  readonly text: string | undefined;
  /** There is more in the file than was asked for. */
  readonly isTruncated: boolean;
}

/** Files beyond this are fetched, not read. */
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

function toText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseContent(path: string, maxBytes: number, reply: Reply): FileContent | undefined {
  refuseMissingTool(reply);
  if (reply.rc !== 0) {
    const said = reply.stderr.trim();
    if (/No such file|Not a directory|Too many levels/.test(said)) return undefined;
    throw new TaskFailure(`Could not read ${path}: ${said}`, { stderr: said });
  }
  const bytes = reply.stdoutBytes ?? new TextEncoder().encode(reply.stdout);
  const kept = bytes.subarray(0, maxBytes);
  return { bytes: kept, text: toText(kept), isTruncated: bytes.length > maxBytes };
}

/**
 * Asks for the content of a file, looking through symlinks.
 * @param maxBytes what is beyond is left out, and said to be
 * @returns a probe that answers undefined when there is no file; it throws TaskFailure when the
 *   file may not be read or is a directory
 */
export function readFile(
  path: string,
  maxBytes = DEFAULT_MAX_BYTES,
): Probe<FileContent | undefined> {
  return {
    name: 'read-file',
    params: { path, maxBytes },
    script: sh`exec head -c ${maxBytes + 1} -- ${path}`,
    parse: (reply) => parseContent(path, maxBytes, reply),
  };
}
