/** Loads playbooks with everything that can be known to be wrong before a host is touched. */
import {
  ProblemError,
  ProblemList,
  findEntry,
  toName,
  toRawValue,
  type Located,
  type LocatedMap,
  type Problem,
  type Span,
} from '../base/index.ts';
import { loadPlaybook, type PlaybookNode, type Project } from '../playbook/index.ts';
import type { VaultReader } from '../source/index.ts';
import type { Names, RenderContext, Templates } from '../template/index.ts';
import type { Actions } from './actions.ts';
import { checkTasks, type Call, type CheckTools } from './check-tasks.ts';
import { isForeignModule, isInstalledModule } from './foreign-modules.ts';
import { makeLookupReader } from './lookup-reader.ts';
import { makeProjectFiles } from './project-files.ts';
import type { Environment } from './settings/environment.ts';
import type { Settings } from './settings/settings.ts';

export interface ProjectTools {
  readonly actions: Actions;
  readonly templates: Templates;
  readonly rolesPath: readonly string[];
  readonly collectionsPath: readonly string[];
  readonly env: Environment;
  readonly settings: Settings;
  readonly vault: VaultReader;
  /** Playbooks that are on no disk, by their path. */
  readonly written: ReadonlyMap<string, string>;
  /** Extra variables, which static imports may use. */
  readonly names: Names;
  /** A run follows: see `Project.isForgiving`. */
  readonly isForgiving: boolean;
  /**
   * Only the structure is wanted, for a listing: templates and parameters are not looked at, as
   * Ansible's own listings do not (observed with 2.14).
   */
  readonly isListing: boolean;
  /** Told of what only looks wrong in a file. */
  readonly warn: (warning: Problem) => void;
  /** Told of forms that have a better one. */
  deprecate(problem: Problem): void;
}

/** A project and the tasks whose parameters are still to be checked. */
export interface OpenProject {
  readonly project: Project;
  readonly unchecked: Call[];
  /** What joined a file or a role's folder in, the first time. */
  readonly imports: ReadonlyMap<string, Span>;
}

/** Makes the project that the playbook room reads through. */
export function openProject(tools: ProjectTools): OpenProject {
  const { actions, templates, isListing } = tools;
  const unchecked: Call[] = [];
  const imports = new Map<string, Span>();
  const context: RenderContext = {
    names: tools.names,
    reader: makeLookupReader([], tools.env, tools.vault),
  };
  const project: Project = {
    files: makeProjectFiles(tools),
    rolesPath: tools.rolesPath,
    collectionsPath: tools.collectionsPath,
    resolveAction: (name) => actions.resolve(name),
    isForgiving: tools.isForgiving,
    isListing,
    isForeign: (name, isWide) =>
      isForeignModule(name, actions.names, isWide) ||
      isInstalledModule(name, tools.collectionsPath),
    actionNames: actions.names,
    checkArgs(action, args, defaulted) {
      if (!isListing) unchecked.push({ action, args, defaulted });
      return [];
    },
    checkTemplates: (located: Located) => (isListing ? [] : templates.check(located)),
    checkConditions: (located: Located) => (isListing ? [] : templates.checkConditions(located)),
    get lookupNames() {
      return templates.lookupNames;
    },
    isHandlerRequired: tools.settings.flag('ERROR_ON_MISSING_HANDLER'),
    imported: (path, by) => {
      if (!imports.has(path)) imports.set(path, by);
    },
    warn: (problem) => {
      tools.warn(problem);
    },
    deprecate: (problem) => {
      tools.deprecate(problem);
    },
    renderStatic: (located, maps) =>
      templates.toText(templates.render(located, staticContext(maps, context, templates))),
  };
  return { project, unchecked, imports };
}

/** Names of the maps, the last first, below what is fixed before the run. */
function staticContext(
  makeMaps: () => readonly LocatedMap[],
  fixed: RenderContext,
  templates: Templates,
): RenderContext {
  let known: readonly LocatedMap[] | undefined;
  const maps = (): readonly LocatedMap[] => (known ??= makeMaps());
  const find = (name: string): Located | undefined =>
    maps()
      .map((map) => findEntry(map, name)?.value)
      .findLast((value) => value !== undefined);
  const names: Names = {
    get(name) {
      const located = fixed.names.has(name) ? undefined : find(name);
      return located === undefined ? fixed.names.get(name) : templates.render(located, context);
    },
    has: (name) => fixed.names.has(name) || find(name) !== undefined,
    all: () => [
      ...fixed.names.all(),
      ...maps().flatMap((map) => map.entries.map(({ key }) => toName(key.value))),
    ],
  };
  const context: RenderContext = { ...fixed, names };
  return context;
}

/** Names that know only what is fixed before the run. */
export function staticNames(values: ReadonlyMap<string, Located>): Names {
  return {
    get: (name) => {
      const located = values.get(name);
      return located === undefined ? undefined : toRawValue(located);
    },
    has: (name) => values.has(name),
    all: () => values.keys(),
  };
}

/** How a file came to be read, innermost first. */
function importsOf(path: string, imports: OpenProject['imports']): readonly Span[] {
  const chain: Span[] = [];
  const seen = new Set<string>();
  for (let at = path; !seen.has(at); at = chain.at(-1)?.file.path ?? at) {
    seen.add(at);
    const folders = at.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
    const key = folders.findLast((folder) => imports.has(folder));
    const by = key === undefined ? undefined : imports.get(key);
    if (by === undefined || by.file.path === at) break;
    chain.push(by);
  }
  return chain;
}

/** Adds the places where the problem's file was imported. */
function withImports(problem: Problem, imports: OpenProject['imports']): Problem {
  if (problem.span === undefined) return problem;
  const chain = importsOf(problem.span.file.path, imports);
  const related = chain.map((span) => ({ span, note: 'imported here' }));
  return related.length === 0
    ? problem
    : { ...problem, related: [...(problem.related ?? []), ...related] };
}

/** Playbooks as far as they can be read, and everything wrong in them. */
export interface ReadProject {
  readonly playbooks: readonly PlaybookNode[];
  readonly problems: readonly Problem[];
}

/**
 * Loads playbooks.
 * @throws ProblemError with everything wrong in all of them, parameters of tasks included
 */
export async function loadProject(
  paths: readonly string[],
  opened: OpenProject,
  tools: CheckTools,
): Promise<readonly PlaybookNode[]> {
  const { playbooks, problems } = await readProject(paths, opened, tools);
  if (problems.length > 0) throw new ProblemError(...problems);
  return playbooks;
}

/**
 * Reads playbooks, also when something is wrong in them.
 * @throws ProblemError `playbook-not-found`
 */
export async function readProject(
  paths: readonly string[],
  { project, unchecked, imports }: OpenProject,
  tools: CheckTools,
): Promise<ReadProject> {
  const problems = new ProblemList();
  const playbooks: PlaybookNode[] = [];
  for (const path of paths) {
    if (!project.files.isFile(path)) {
      throw new ProblemError({
        code: 'playbook-not-found',
        message: `the playbook: ${path} could not be found`,
        help: 'kplay PLAYBOOK.yml -i INVENTORY',
      });
    }
    const loaded = problems.collect(() => loadPlaybook(path, project));
    if (loaded !== undefined) playbooks.push(loaded);
  }
  for (const problem of await checkTasks(unchecked, tools)) problems.add(problem);
  return { playbooks, problems: problems.all.map((problem) => withImports(problem, imports)) };
}
