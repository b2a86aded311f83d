/**
 * Compiles many steps of one kind to one part with a handful of programs: on a host it is programs
 * that take time. Such a part does all of its steps or says that it could not; then each is done by
 * itself, which is why nothing here needs to tell them apart.
 */
import { joinSh, rawSh, sh, type Sh } from '../../shell/index.ts';
import type { FileAttributes, Step } from '../contract.ts';
import { toOwnWords } from './attributes.ts';
import type { CompiledPart } from './files.ts';
import { streamSource, toInline, type InlineContent } from './write.ts';

type StepOf<Do extends Step['do']> = Extract<Step, { readonly do: Do }>;

/** Fewer than that are done one by one: one more round trip may follow. */
const LEAST = 8;
/** All names must fit into the arguments of one program. */
const MOST_NAME_BYTES = 64 * 1024;
/** And all contents into one message. */
const MOST_CONTENT_BYTES = 4 * 1024 * 1024;

function splitPath(path: string): { readonly parent: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { parent: path.slice(0, slash), name: path.slice(slash + 1) };
}

function isPlain(path: string): boolean {
  const { name } = splitPath(path);
  return path.startsWith('/') && !['', '.', '..'].includes(name) && !path.includes('\0');
}

/** Whether the whole content can be written by the shell itself. */
function isInline(step: StepOf<'write'>): boolean {
  return step.content.from !== 'host' && streamSource(step.content) === undefined;
}

function isWhole({ mode, owner, group }: FileAttributes): boolean {
  return owner !== undefined && group !== undefined && /^[0-7]+$/.test(mode ?? '');
}

/** Whether a write can go with others: nothing is kept or asked, and all is said of the new file. */
function isSimpleWrite(step: StepOf<'write'>): boolean {
  const isKept = step.backup === true || step.isInPlace === true || step.validate !== undefined;
  return !isKept && isWhole(step.attributes) && isInline(step);
}

/** Both times are now: one call for all. */
function isSimpleTouch({ accessTime, modificationTime }: StepOf<'touch'>): boolean {
  return accessTime === undefined && modificationTime === undefined;
}

function canJoin(step: Step): step is StepOf<'write' | 'mkdir' | 'attributes' | 'touch'> {
  if (!('path' in step) || !isPlain(step.path) || step.endsSessionsOf !== undefined) return false;
  if (step.do === 'write') return isSimpleWrite(step);
  if (step.do === 'touch') return isSimpleTouch(step);
  if (step.do === 'attributes') return step.recurse !== true && step.follow !== false;
  return step.do === 'mkdir';
}

/** What steps must have in common to be done together; undefined for one that never is. */
function kindOf(step: Step): string | undefined {
  if (!canJoin(step)) return undefined;
  if (step.do === 'touch') return step.do;
  const folder = step.do === 'attributes' ? '' : splitPath(step.path).parent;
  return JSON.stringify([step.do, folder, toOwnWords(step.attributes)]);
}

function sizeOf(step: Step): number {
  if (step.do !== 'write') return 0;
  const { content } = step;
  if (content.from === 'text') return Buffer.byteLength(content.text);
  return content.from === 'bytes' ? content.bytes.length : 0;
}

/**
 * Says how many steps, from the first on, can be done as one part.
 * @returns 0 when there are too few of a kind
 */
export function countAlike(steps: readonly Step[]): number {
  const [first] = steps;
  const kind = first === undefined ? undefined : kindOf(first);
  if (kind === undefined) return 0;
  const paths = new Set<string>();
  let [names, contents] = [0, 0];
  for (const step of steps) {
    if (!('path' in step) || paths.has(step.path) || kindOf(step) !== kind) break;
    names += Buffer.byteLength(step.path) + 40;
    contents += sizeOf(step);
    if (names > MOST_NAME_BYTES || contents > MOST_CONTENT_BYTES) break;
    paths.add(step.path);
  }
  return paths.size < LEAST ? 0 : paths.size;
}

/** Sets owner, group and mode of `$@`. */
function ownAll(attributes: FileAttributes): Sh {
  const [mode, owner, group] = toOwnWords(attributes);
  const lines: Sh[] = [];
  if (owner !== '')
    lines.push(sh`chown -- ${group === '' ? owner : `${owner}:${group}`} "$@" || exit`);
  else if (group !== '') lines.push(sh`chgrp -- ${group} "$@" || exit`);
  if (mode !== '') lines.push(sh`chmod -- ${mode} "$@" || exit`);
  return joinSh(lines);
}

function putLine({ from, content }: InlineContent, path: string): Sh {
  const print = from === 'octal' ? sh`printf ${content}` : sh`printf '%s' ${content}`;
  return sh`${print} >${path} || exit`;
}

/** Sets the owner, where root would not make the files as they should be anyway. */
function ownNew({ owner, group }: FileAttributes): Sh {
  const own = ownAll({ owner, group });
  if (owner !== 'root' || group !== 'root') return own;
  return sh`if [ "$(id -u):$(id -g)" != 0:0 ] || [ -g "$kplay_folder" ]; then ${own}
fi`;
}

/**
 * New files in a folder of their own beside the targets, one rename each: as with one file, whatever
 * goes wrong leaves the targets as they were. Nobody else can look into the folder, so files are made
 * with the mode that they will have.
 */
function writeAll(steps: readonly StepOf<'write'>[], label: string): Sh {
  const { parent } = splitPath(steps[0]?.path ?? '');
  const folder = `${parent}/.kplay-${label}`;
  const files = steps.map(({ path }) => `${folder}/${splitPath(path).name}`);
  const contents = steps.map(({ content }) => toInline(content));
  const attributes = steps[0]?.attributes ?? {};
  const mode = Number.parseInt(attributes.mode ?? '', 8);
  const bits = (mode & 0o666).toString(8);
  const sizes = contents.map(({ size }) => `${size} ${bits}`).join('\n');
  return joinSh([
    rawSh("trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 141' PIPE; trap 'exit 143' TERM"),
    sh`kplay_folder=${folder}
trap 'rm -rf -- "$kplay_folder"' EXIT
umask 077
mkdir -- ${folder} || exit
umask ${(0o777 & ~mode).toString(8)}`,
    ...contents.map((content, index) => putLine(content, files[index] ?? '')),
    sh`set -- ${files}`,
    sh`[ "$(stat -c '%s %a' -- "$@")" = ${sizes} ] || exit 74`,
    ownNew(attributes),
    mode === (mode & 0o666) ? sh`:` : ownAll({ mode: attributes.mode }),
    SYNC_ALL,
    // A program goes on behind what it cannot do; nothing is to be done behind the first failure.
    sh`for p do p=${`${parent}/`}${{ sh: '"${p##*/}"' }}; [ -L "$p" ] || [ ! -d "$p" ] || exit; done`,
    sh`mv -f -- "$@" ${`${parent}/`} || exit`,
    rawSh('exit 0'),
  ]);
}

/**
 * Brings the files `$@` to the disk. One by one each waits for the journal, a millisecond and more; all
 * that the file system holds back goes in one turn, where that is little (64 MB). Not every `sync` of busybox
 * knows `-f`.
 */
const SYNC_ALL = rawSh(`kplay_dirty=0
while read -r name kb unit; do
  case $name in Dirty: | Writeback:) kplay_dirty=$((kplay_dirty + kb)) ;; esac
done 2>/dev/null </proc/meminfo
{ [ $# -gt 8 ] && [ "$kplay_dirty" -lt 65536 ] && sync -f "$1"; } 2>/dev/null || sync "$@" 2>/dev/null`);

/** As with files: nothing is begun where one of them could not be done. */
const MAKE = rawSh(
  `for p do [ ! -e "$p" ] && [ ! -L "$p" ] || exit 1; done; mkdir -- "$@" || exit`,
);
const OWNED = rawSh(
  'u=$(id -u); for p do [ -e "$p" ] && { [ "$u" = 0 ] || [ -O "$p" ]; } || exit 1; done',
);

const TOUCH = rawSh('for p do [ -e "$p" ] || exit 1; done; touch -c -- "$@" || exit; :');

function scriptOf(steps: readonly Step[], label: string): Sh {
  const [first] = steps;
  if (first?.do === 'write') {
    return writeAll(
      steps.filter((step) => step.do === 'write'),
      label,
    );
  }
  const paths = sh`set -- ${steps.flatMap((step) => ('path' in step ? [step.path] : []))}`;
  if (first?.do === 'touch') return joinSh([paths, TOUCH]);
  const attributes = first !== undefined && 'attributes' in first ? first.attributes : {};
  const prepare = first?.do === 'mkdir' ? MAKE : OWNED;
  return joinSh([paths, prepare, ownAll(attributes), rawSh(':')]);
}

/** @param steps as many as `countAlike` says @param label letters and digits, for temporary names */
export function compileBulk(steps: readonly Step[], label: string): CompiledPart {
  return { part: { script: scriptOf(steps, label), accepts: [0] }, libraries: new Map() };
}
