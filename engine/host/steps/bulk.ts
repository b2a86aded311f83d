/**
 * Compiles many steps of one kind to one part with a handful of programs: on a host it is programs
 * that take time. Such a part does all of its steps or says that it could not; then each is done by
 * itself, which is why nothing here needs to tell them apart.
 */
import { joinSh, rawSh, sh, type Sh } from '../../shell/index.ts';
import type { FileAttributes, Step } from '../contract.ts';
import { ownAll, toOwnWords } from './attributes.ts';
import type { CompiledPart } from './files.ts';
import { compileWrites } from './bulk-write.ts';
import { streamSource } from './write.ts';

type StepOf<Do extends Step['do']> = Extract<Step, { readonly do: Do }>;

/** Fewer than that are done one by one: one more round trip may follow. */
const LEAST = 8;
/** All names must fit into the arguments of one program. */
const MOST_NAME_BYTES = 64 * 1024;
/** And all contents into one message. */
const MOST_CONTENT_BYTES = 4 * 1024 * 1024;

function isPlain(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
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
  return JSON.stringify([step.do, toOwnWords(step.attributes)]);
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
    return compileWrites(
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
