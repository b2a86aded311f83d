/** `include_vars`: files and directories of variables, at their own precedence. */
import {
  Dict,
  ProblemError,
  isList,
  toName,
  type Located,
  type LocatedMap,
  type Value,
} from '../base/index.ts';
import { TaskFailure } from '../host/index.ts';
import { mergeDicts, type Scope } from '../vars/index.ts';
import { renderArgs } from './args.ts';
import type { RunInput } from './contract.ts';
import type { TaskResult } from './events.ts';
import { toBoolean } from './keyword-values.ts';
import { failedResult, okResult } from './results.ts';
import { findVarFiles, type DirRequest } from './var-files.ts';
import type { Visit } from './visit-contract.ts';

interface Request {
  readonly file: string | undefined;
  readonly dir: DirRequest | undefined;
  readonly name: string | undefined;
  readonly isMerged: boolean;
}

const DIR_OPTIONS = [
  'dir',
  'depth',
  'files_matching',
  'ignore_files',
  'extensions',
  'ignore_unknown_extensions',
];
const FILE_OPTIONS = ['file', '_raw_params'];
const OPTIONS = new Set([...DIR_OPTIONS, ...FILE_OPTIONS, 'name', 'hash_behaviour']);

/** What makes an include_vars fail, in Ansible's words. */
class IncludeFailure extends Error {
  /** The files that were read before. */
  readonly found: readonly string[];

  constructor(message: string, found: readonly string[] = []) {
    super(message);
    this.found = found;
  }
}

function readRequest(visit: Visit, scope: Scope, input: RunInput): Request {
  const args = renderArgs(visit.task, scope);
  const value = (name: string): Value | undefined => args.get(name)?.value;
  const text = (name: string): string | undefined => {
    const found = value(name);
    return found === undefined || found === null ? undefined : input.store.templates.toText(found);
  };
  const unknown = [...args.keys()].find((name) => !OPTIONS.has(name));
  if (unknown !== undefined) {
    throw new TaskFailure(`${unknown} is not a valid option in include_vars`);
  }
  const has = (name: string): boolean => args.has(name);
  if (DIR_OPTIONS.some(has) && FILE_OPTIONS.some(has)) {
    throw new TaskFailure(
      'You are mixing file only and dir only arguments, these are incompatible',
    );
  }
  const words = (name: string): readonly string[] | undefined => {
    const found = value(name);
    if (found === undefined || found === null) return undefined;
    return isList(found) ? found.map(toName) : toName(found).split(/\s+/);
  };
  const dir = text('dir');
  const isStrict = toBoolean(value('ignore_unknown_extensions') ?? false) !== true;
  const raw = text('_raw_params')?.replace(/\n+$/, '');
  return {
    file: text('file') ?? raw,
    dir:
      dir === undefined
        ? undefined
        : {
            dir,
            depth: Number(text('depth') ?? 0),
            matching: text('files_matching'),
            ignored: words('ignore_files') ?? [],
            extensions: words('extensions') ?? ['yaml', 'yml', 'json'],
            isStrict,
          },
    name: text('name'),
    isMerged: (text('hash_behaviour') ?? input.settings.hashBehavior) === 'merge',
  };
}

function readMap(path: string, input: RunInput): LocatedMap | undefined {
  const located = input.loadVars(path);
  if (located.kind === 'map') return located;
  if (located.kind === 'scalar' && located.value === null) return undefined;
  throw new IncludeFailure(`${path} must be stored as a dictionary/hash`);
}

/** Renders what can be rendered now, for showing; the variables themselves stay as written. */
function shown(located: Located, scope: Scope): Value {
  try {
    return scope.render(located);
  } catch (error) {
    if (error instanceof ProblemError) return located.kind === 'scalar' ? located.value : null;
    throw error;
  }
}

/** Loads what an include_vars task names. @throws ProblemError from a file */
export function loadVarsFiles(visit: Visit, scope: Scope, input: RunInput): TaskResult {
  const toAbsolute = (path: string): string => input.project.files.toAbsolute(path);
  try {
    const request = readRequest(visit, scope, input);
    const paths = findVarFiles(visit.task, request.file, request.dir, input.project.files);
    if ('failure' in paths) throw new IncludeFailure(paths.failure, paths.found);
    const maps = paths.found.flatMap((path) => readMap(path, input) ?? []);
    const facts = keep(maps, request, { visit, scope, input });
    return okResult(false, {
      ansible_facts: facts,
      ansible_included_var_files: paths.found.map(toAbsolute),
    });
  } catch (error) {
    if (!(error instanceof IncludeFailure)) throw error;
    const { message, found } = error;
    const files = { ansible_facts: {}, ansible_included_var_files: found.map(toAbsolute) };
    return { ...failedResult(message), returns: { ...files, message } };
  }
}

/** Sets the variables for the hosts of the visit and gives them for showing. */
function keep(
  maps: readonly LocatedMap[],
  request: Request,
  { visit, scope, input }: { visit: Visit; scope: Scope; input: RunInput },
): Dict {
  const entries = maps.flatMap((map) => map.entries);
  const values = new Dict(
    entries.map(({ key, value }) => [toName(key.value), shown(value, scope)]),
  );
  const memories = visit.sharers.map((host) => input.store.memoryOf(host));
  if (request.name !== undefined) {
    for (const memory of memories) memory.includeVar(request.name, values);
    return new Dict([[request.name, values]]);
  }
  for (const { key, value } of entries) {
    const name = toName(key.value);
    const old = request.isMerged ? scope.get(name) : undefined;
    const next = values.get(name);
    const merged = old instanceof Dict && next instanceof Dict ? mergeDicts(old, next) : undefined;
    if (merged !== undefined) values.set(name, merged);
    for (const memory of memories) {
      if (merged === undefined) memory.includeLocated(name, value);
      else memory.includeVar(name, merged);
    }
  }
  return values;
}
