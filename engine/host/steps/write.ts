/**
 * Compiles `write` steps. Small contents travel inside the script, as an argument of the shell's
 * own printf (a builtin has no argument list that `ps` could show, and is exact to the byte);
 * big ones and files of the controller are streamed to the same script's stdin on a channel of
 * their own, because bytes that a script does not take (a full disk) must never end up where the
 * session's shell reads its commands.
 */
import { open } from 'node:fs/promises';
import { quote, rawSh, splitWords, type FramePart, type Sh } from '../../shell/index.ts';
import { TaskFailure, type Content, type StepOutcome, type WriteStep } from '../contract.ts';
import { toOwnWords } from './attributes.ts';
import { WRITE_LIBRARIES } from './library.ts';

/** Text up to here travels in the script. */
const MAX_INLINE_BYTES = 64 * 1024;
/** Bytes are four times as long as text in a script. */
const MAX_INLINE_BINARY = 16 * 1024;
/** How much of a file is in memory at once. */
const PIECE_BYTES = 64 * 1024;

/** Bytes to stream, and how many they must be. A piece is good until the next one is asked for. */
export interface StreamSource {
  readonly size: number;
  readonly pieces: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

function streamBytes(bytes: Uint8Array): StreamSource {
  return { size: bytes.length, pieces: () => [bytes] };
}

/** Reads a file into one buffer, piece by piece: a new one for each would wait for the collector. */
async function* readPieces(path: string): AsyncGenerator<Uint8Array, void> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Gives what a content must be streamed from, or undefined when it fits into a script. */
export function streamSource(content: Content): StreamSource | undefined {
  switch (content.from) {
    case 'text': {
      const limit = content.text.includes('\0') ? MAX_INLINE_BINARY : MAX_INLINE_BYTES;
      const bytes = Buffer.from(content.text);
      return bytes.length > limit ? streamBytes(bytes) : undefined;
    }
    case 'bytes':
      return content.bytes.length > MAX_INLINE_BINARY ? streamBytes(content.bytes) : undefined;
    case 'file':
      return { size: content.size, pieces: () => readPieces(content.path) };
    case 'host':
      return undefined;
  }
}

/** Writes bytes as a format for printf: letters and digits as they are, the rest in octal. */
function toOctalFormat(bytes: Uint8Array): string {
  let format = '';
  for (const byte of bytes) {
    const isPlain =
      (byte >= 0x30 && byte <= 0x39) ||
      (byte >= 0x41 && byte <= 0x5a) ||
      (byte >= 0x61 && byte <= 0x7a);
    format += isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return format;
}

/** How a content travels, and its size in bytes; unknown for one of the host itself. */
export interface InlineContent {
  readonly from: 'text' | 'octal' | 'host' | 'stdin';
  readonly content: string;
  readonly size: string;
}

function inlineBytes(bytes: Uint8Array): InlineContent {
  return { from: 'octal', content: toOctalFormat(bytes), size: String(bytes.length) };
}

/** Says how a content travels in a script. */
export function toInline(content: Content): InlineContent {
  const source = streamSource(content);
  if (source !== undefined) return { from: 'stdin', content: '', size: String(source.size) };
  switch (content.from) {
    case 'text': {
      const { text } = content;
      if (text.includes('\0')) return inlineBytes(Buffer.from(text));
      return { from: 'text', content: text, size: String(Buffer.byteLength(text)) };
    }
    case 'bytes':
      return inlineBytes(content.bytes);
    case 'host':
      return { from: 'host', content: content.path, size: '' };
    case 'file':
      return { from: 'stdin', content: '', size: String(content.size) };
  }
}

/** Puts the temporary file's name for `%s`; Ansible splits the command as shlex does, without a shell. */
function toValidation(validate: string | undefined, temp: string): string {
  if (validate === undefined) return '';
  if (!validate.includes('%s')) throw new TaskFailure(`validate must contain %s: ${validate}`);
  try {
    const words = splitWords(validate.replaceAll('%s', `'${temp.replaceAll("'", `'\\''`)}'`));
    return words.map(quote).join(' ');
  } catch (error) {
    throw new TaskFailure(`validate cannot be read: ${String(error)}`);
  }
}

/** A file that is written in place may lie where nothing can be made beside it. */
function toTemp({ path, isInPlace }: WriteStep, label: string): string {
  if (isInPlace === true) return `/tmp/.kplay-${label}`;
  const slash = path.lastIndexOf('/');
  return `${slash === -1 ? './' : path.slice(0, slash + 1)}.kplay-${label}`;
}

/**
 * Compiles the script of a `write`. The same text serves a frame's part and a channel of its own
 * (there the libraries stand in front, and the content comes on stdin).
 * @throws TaskFailure when `validate` has no %s or cannot be split
 */
export function compileWriteScript(step: WriteStep, label: string): Sh {
  const temp = toTemp(step, label);
  const { from, content, size } = toInline(step.content);
  const [mode, owner, group] = toOwnWords(step.attributes);
  const variables = {
    path: step.path,
    temp,
    from,
    content,
    size,
    mode,
    owner,
    group,
    backup: step.backup === true ? '1' : '',
    inplace: step.isInPlace === true ? '1' : '',
    validate: toValidation(step.validate, temp),
  };
  const lines = Object.entries(variables).map(([name, value]) => `kplay_${name}=${quote(value)}`);
  return rawSh([...lines, 'kplay_write'].join('\n'));
}

/** Compiles a `write` whose content travels in the frame. */
export function compileWrite(
  step: WriteStep,
  label: string,
): { readonly part: FramePart; readonly libraries: ReadonlyMap<string, string> } {
  return {
    part: { script: compileWriteScript(step, label), accepts: [0] },
    libraries: WRITE_LIBRARIES,
  };
}

function describeFailure(step: WriteStep, stage: string, stderr: string): string {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const because = said === '' ? '' : `: ${said.replace(/^.*?:\s(?=[A-Z])/, '')}`;
  switch (stage) {
    case 'validate':
      return 'failed to validate';
    case 'content':
      return `Could not write ${step.path}${because}`;
    case 'attributes':
      return `Could not set mode, owner or group of ${step.path}${because}`;
    case 'backup':
      return `Could not make backup of ${step.path}${because}`;
    default:
      return `Could not replace ${step.path}${because}`;
  }
}

/** Reads the stage and the backup's name from the end of what `kplay_write` printed. */
export function readWriteReply(raw: StepOutcome): StepOutcome {
  if (raw.step.do !== 'write') return raw;
  const at = raw.stdout.lastIndexOf('\nkplay-stage ');
  const tail = at === -1 ? '' : raw.stdout.slice(at + 1);
  const stdout = at === -1 ? raw.stdout : raw.stdout.slice(0, at);
  const [, stage = 'content', backup = ''] =
    /^kplay-stage (\w+)\nkplay-backup ([\s\S]*)$/.exec(tail) ?? [];
  return {
    ...raw,
    stdout,
    ...(backup === '' ? {} : { backupFile: backup }),
    ...(raw.status === 'failed' ? { message: describeFailure(raw.step, stage, raw.stderr) } : {}),
  };
}
