/** The file module's `touch`: an empty file and its times. Pure. */
import { TaskFailure, type Step } from '../../host/index.ts';
import { hasTimes, type FileModuleParams, type FileModuleState } from './file-inspect.ts';
import { findSubject, planAttributesOnly, type FilePlan, type Subject } from './file-plain.ts';
import { describeKind } from './path-info.ts';
import { planAttributes, toWriteAttributes, type AttributesPlan } from './plan-attributes.ts';

const DIRECTIVES = {
  Y: ['year', '\\d{4}'],
  m: ['month', '\\d{1,2}'],
  d: ['day', '\\d{1,2}'],
  H: ['hour', '\\d{1,2}'],
  M: ['minute', '\\d{1,2}'],
  S: ['second', '\\d{1,2}'],
} as const;

function isDirective(letter: string): letter is keyof typeof DIRECTIVES {
  return letter in DIRECTIVES;
}

/** Reads a time with a strptime format and writes it for `touch -t`. */
function toTouchTime(text: string, format: string): string {
  const source = format.replaceAll(/%(.)|([^\w\s])/g, (whole: string, letter?: string) => {
    if (letter === undefined) return `\\${whole}`;
    if (!isDirective(letter)) {
      throw new TaskFailure(
        `\`%${letter}\` is not supported by kplay in time formats; use %Y %m %d %H %M %S`,
      );
    }
    const [name, digits] = DIRECTIVES[letter];
    return `(?<${name}>${digits})`;
  });
  const match = new RegExp(`^${source}$`).exec(text);
  if (match === null) {
    throw new TaskFailure(
      `Error while obtaining timestamp for time ${text} using format ${format}: ` +
        `time data '${text}' does not match format '${format}'`,
    );
  }
  const part = (name: string): string => (match.groups?.[name] ?? '00').padStart(2, '0');
  return `${part('year')}${part('month')}${part('day')}${part('hour')}${part('minute')}.${part('second')}`;
}

/** `keep`, a time for touch, or undefined for now. */
function resolveTime(text: string | undefined, format: string): string | undefined {
  if (text === undefined || text === 'now') return undefined;
  return text === 'preserve' ? 'keep' : toTouchTime(text, format);
}

interface Moved {
  readonly isTouched: boolean;
  readonly step: Step;
}

function planTimes(params: FileModuleParams, state: FileModuleState, subject: Subject): Moved {
  const { times } = state;
  const isNew = subject.stat === undefined;
  const access = resolveTime(params.access_time, params.access_time_format);
  const modification = resolveTime(params.modification_time, params.modification_time_format);
  const isMoved = (wanted: string | undefined, is: string | undefined): boolean =>
    wanted === undefined || (wanted !== 'keep' && wanted !== is);
  const toStepTime = (wanted: string | undefined): string | undefined =>
    isNew && wanted === 'keep' ? undefined : wanted;
  return {
    isTouched:
      isNew || isMoved(access, times?.access) || isMoved(modification, times?.modification),
    step: {
      do: 'touch',
      title: `touch ${subject.path}`,
      path: subject.path,
      accessTime: toStepTime(access),
      modificationTime: toStepTime(modification),
    },
  };
}

/**
 * Adds the times that are asked for to what is planned for a file or a directory; a time that is
 * not asked for stays. @throws TaskFailure for a time it cannot read
 */
export function addTimes(
  plan: FilePlan,
  params: FileModuleParams,
  state: FileModuleState,
): FilePlan {
  const { access_time: access = 'preserve', modification_time: modified = 'preserve' } = params;
  const wanted = { ...params, access_time: access, modification_time: modified };
  const { isTouched, step } = planTimes(wanted, state, findSubject(state.path, params.follow));
  if (!isTouched) return plan;
  const change = { what: 'times', before: null, after: `${access} ${modified}` };
  return { ...plan, changes: [...plan.changes, change], steps: [...plan.steps, step] };
}

/** A new file appears with its attributes, or, when those cannot be set, not at all. */
function makeEmpty(
  { path }: Subject,
  attributes: AttributesPlan,
  params: FileModuleParams,
  touch: Step,
): readonly Step[] {
  const write: Step = {
    do: 'write',
    title: `make ${path}`,
    path,
    content: { from: 'text', text: '' },
    attributes: toWriteAttributes(attributes),
  };
  return hasTimes(params) ? [write, touch] : [write];
}

/** `state: touch`: changed whenever a time moves. @throws TaskFailure for a time it cannot read */
export function planTouch(params: FileModuleParams, state: FileModuleState): FilePlan {
  const { path } = state;
  const subject = findSubject(path, params.follow);
  const { stat } = subject;
  const { isTouched, step } = planTimes(params, state, subject);
  const isLenient = stat === undefined && state.isCheckMode;
  const attributes = planAttributes(isLenient ? { mode: params.mode } : params, path, stat);
  const own = planAttributesOnly(subject.path, attributes);
  const moved = [...(isTouched ? [step] : []), ...own.steps];
  const kind = describeKind(stat);
  return {
    changes: [
      ...(isTouched ? [{ what: 'times', before: kind, after: 'touch' }] : []),
      ...own.changes,
    ],
    steps: stat === undefined ? makeEmpty(subject, attributes, params, step) : moved,
    returns: {
      dest: path.path,
      ...attributes.returns,
      size: stat?.size ?? 0,
      state: stat === undefined ? 'file' : kind,
    },
  };
}
