/** `include_vars`: files and directories of variables, at their own precedence. */
import { Dict, ProblemError, toName, type Located, type Value } from '../base/index.ts';
import { joinPath } from '../playbook/index.ts';
import type { Scope } from '../vars/index.ts';
import { renderArgs } from './args.ts';
import type { RunInput } from './contract.ts';
import type { TaskResult } from './events.ts';
import { failedResult, okResult } from './results.ts';
import type { Visit } from './visit-contract.ts';

interface Request {
  readonly file: string | undefined;
  readonly dir: string | undefined;
  readonly name: string | undefined;
}

function readRequest(visit: Visit, scope: Scope, input: RunInput): Request {
  const args = renderArgs(visit.task, scope, undefined);
  const text = (name: string): string | undefined => {
    const value = args.get(name)?.value;
    return value === undefined ? undefined : input.store.templates.toText(value);
  };
  return { file: text('file') ?? text('_raw_params'), dir: text('dir'), name: text('name') };
}

/** Folders in which a file of variables is searched. */
function foldersOf(visit: Visit): readonly string[] {
  const { role, folder } = visit.task;
  return [
    ...(role === undefined ? [] : [`${role.path}/vars`, role.path]),
    `${folder}/vars`,
    folder,
  ];
}

function findPaths(visit: Visit, request: Request, input: RunInput): readonly string[] {
  const { files } = input.project;
  if (request.file !== undefined) {
    const name = request.file;
    const found = foldersOf(visit)
      .map((folder) => joinPath(folder, name))
      .find((path) => files.isFile(path));
    return found === undefined ? [] : [found];
  }
  const wanted = request.dir ?? '';
  const folder = foldersOf(visit)
    .map((place) => joinPath(place, wanted))
    .find((path) => files.isDirectory(path));
  if (folder === undefined) return [];
  return files
    .list(folder)
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .map((name) => joinPath(folder, name));
}

function renderAll(located: Located, path: string, scope: Scope): Readonly<Record<string, Value>> {
  const value = scope.render(located);
  if (!(value instanceof Dict)) {
    throw new ProblemError({
      code: 'wrong-shape',
      message: `\`${path}\` must hold a mapping of variables`,
      span: located.span,
    });
  }
  return Object.fromEntries([...value].map(([key, entry]) => [toName(key), entry]));
}

/** Loads what an include_vars task names. @throws ProblemError from a file */
export function loadVarsFiles(visit: Visit, scope: Scope, input: RunInput): TaskResult {
  const request = readRequest(visit, scope, input);
  const paths = findPaths(visit, request, input);
  if (paths.length === 0) {
    const name = request.file ?? request.dir ?? '';
    return failedResult(`Could not find or access '${name}' on the kplay controller.`, {
      searched: [...foldersOf(visit)],
    });
  }
  const vars: Record<string, Value> = {};
  for (const path of paths) Object.assign(vars, renderAll(input.loadVars(path), path, scope));
  const named = request.name === undefined ? vars : { [request.name]: Dict.of(vars) };
  for (const host of visit.sharers) {
    const memory = input.store.memoryOf(host);
    for (const [name, value] of Object.entries(named)) memory.includeVar(name, value);
  }
  return okResult(false, { ansible_facts: named, ansible_included_var_files: [...paths] });
}
