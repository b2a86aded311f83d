/** Loads what is named only while running: include_tasks and include_role. */
import { ProblemList, locateScalar, type Located, type LocatedMap } from '../base/index.ts';
import { textOf, type ParseContext } from './context.ts';
import { parentRolesOf, findArg, varMapsOf } from './effective.ts';
import type { Ancestor, ItemNode, PlayNode, RoleNode, TaskNode } from './nodes.ts';
import { findTaskFile, importTasks } from './parse-tasks.ts';
import type { Project } from './project.ts';
import { flattenRole, importRole, loadRole, type RoleParts } from './role.ts';

/** What an include brought in. */
export interface Included {
  /** The file that was read, or the role's name: what `included:` shows. */
  readonly path: string;
  readonly items: readonly ItemNode[];
  /** Roles whose variables and handlers come with it. */
  readonly roles: readonly RoleNode[];
}

function includeContext(
  site: IncludeSite,
  { project, roles }: { readonly project: Project; readonly roles: RoleNode[] },
): ParseContext {
  const { task, play, ordinal, problems } = site;
  const prefix = `${task.id}+${String(ordinal)}`;
  let count = 0;
  return {
    project,
    problems: problems ?? new ProblemList(),
    valueProblems: problems ?? new ProblemList(),
    isRescued: false,
    isDynamic: true,
    folder: task.folder,
    playbookFolder: play.folder,
    role: task.role,
    ancestors: [...includeAncestors(site), ...task.ancestors],
    isHandler: task.isHandler,
    roleStack: [],
    importStack: [],
    onRole: (role) => roles.push(role),
    nextId: () => {
      count += 1;
      return `${prefix}.${String(count)}`;
    },
  };
}

/**
 * What included tasks inherit: `apply:` as of an import around them, since blocks of handlers may stand
 * right in their file and nowhere else (observed with ansible-core 2.14), and the include's own
 * `vars` with the variables of the loop item, which win. Nothing else of the include is inherited.
 */
function includeAncestors({ task, locals }: IncludeSite): readonly Ancestor[] {
  const apply = findArg(task, 'apply');
  const applied = new Map<string, Located>();
  if (apply?.kind === 'map') {
    for (const { key, value } of apply.entries) applied.set(textOf(key), value);
  }
  const vars = joinVars([...varMapsOf(task.keywords.get('vars')), locals]);
  const { span } = task;
  const parents = parentRolesOf(task.ancestors);
  const { role } = task;
  const isOfRole = task.action.kind === 'include_role' && role !== undefined;
  const include: Ancestor = {
    kind: 'include',
    keywords: new Map(vars === undefined ? [] : [['vars', vars]]),
    span,
    parentRoles: isOfRole ? [role, ...parents] : parents,
  };
  return [{ kind: 'import', keywords: applied, span }, include];
}

/** Joins mappings; where two have a name, the later one wins. */
function joinVars(maps: readonly (LocatedMap | undefined)[]): LocatedMap | undefined {
  const given = maps.filter((map) => map !== undefined);
  const [first] = given;
  return first === undefined
    ? undefined
    : { ...first, entries: given.flatMap((map) => map.entries) };
}

/** Which include it is: its task and play, and the variables of the loop item it stands for. */
export interface IncludeSite {
  readonly task: TaskNode;
  readonly play: PlayNode;
  readonly locals: LocatedMap | undefined;
  /** Tells this include apart from others of the same task. */
  readonly ordinal: number;
  /**
   * For a check before the run: takes what is wrong in the file, values too, which are the run's to
   * tell otherwise, and nothing of it is thrown.
   */
  readonly problems?: ProblemList;
}

/**
 * Reads the file of an include_tasks.
 * @param name the rendered file name
 * @throws ProblemError `missing-import` or everything wrong in the file
 */
export function loadIncludedTasks(name: string, site: IncludeSite, project: Project): Included {
  const roles: RoleNode[] = [];
  const context = includeContext(site, { project, roles });
  const target = locateScalar(name, site.task.action.span);
  const path = findTaskFile(name, context) ?? name;
  const items = importTasks(target, context, importRole);
  if (site.problems === undefined) context.problems.throwIfAny();
  return { path, items, roles };
}

/** What include_role asks for, rendered. */
export interface RoleRequest extends RoleParts {
  readonly name: string;
  /** Its variables stay visible to the rest of the play. */
  readonly isPublic: boolean;
  /** `rolespec_validate: false`: its arguments are not checked. */
  readonly isUnchecked: boolean;
  /** False: on a host where the role was run before, nothing happens. */
  readonly allowDuplicates: boolean;
}

/**
 * Reads the role of an include_role.
 * @throws ProblemError `unknown-role` or everything wrong in the role
 */
export function loadIncludedRole(
  request: RoleRequest,
  site: IncludeSite,
  project: Project,
): Included {
  const roles: RoleNode[] = [];
  const context = includeContext(site, { project, roles });
  const ancestor: Ancestor = { kind: 'role', keywords: new Map(), span: site.task.span };
  const [, include] = includeAncestors(site);
  const role = loadRole(
    {
      name: request.name,
      span: site.task.action.span,
      params: undefined,
      givenVars: varMapsOf(include?.keywords.get('vars')),
      ancestor,
      parts: request,
      isPrivate: !request.isPublic,
      isUnchecked: request.isUnchecked,
      allowDuplicates: request.allowDuplicates,
    },
    context,
  );
  if (site.problems === undefined) context.problems.throwIfAny();
  return {
    path: request.name,
    items: flattenRole(role),
    roles: [role, ...roles],
  };
}
