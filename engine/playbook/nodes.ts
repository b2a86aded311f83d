/**
 * The frozen tree of a playbook: plays, blocks, tasks, roles. Values stay located and unrendered;
 * static imports are already joined in. Nodes decide nothing.
 */
import type { Located, LocatedMap, LocatedScalar, Span } from '../base/index.ts';

/** Keywords by name as they were written, checked against the tables of `keywords.ts`. */
export type KeywordMap = ReadonlyMap<string, Located>;

/**
 * A place that tasks inherit keywords from: a block, an import, a role, a play. `vars` of an
 * ancestor are variables of everything below it.
 */
export interface Ancestor {
  readonly kind: 'block' | 'import' | 'include' | 'role' | 'play';
  readonly keywords: KeywordMap;
  readonly span: Span;
  /** On an include or import inside of a role: that role and those that brought it in, nearest first. */
  readonly parentRoles?: readonly RoleNode[] | undefined;
}

/** What a task does: the name as written and what it resolves to. */
export interface ActionRef {
  readonly written: string;
  /** Short name without collection: `copy`, `include_tasks`. */
  readonly name: string;
  readonly kind:
    | 'module'
    | 'control'
    | 'meta'
    | 'include_tasks'
    | 'include_role'
    | 'include_vars'
    | 'async_status'
    /** Known only when the task runs: `action: {module: "{{ … }}"}`. The name is the template. */
    | 'templated'
    /** A module that kplay has not: it fails when it runs, if it does. */
    | 'foreign';
  readonly span: Span;
}

/** Arguments before rendering: keys and values with their places. */
export interface ArgsNode {
  readonly map: LocatedMap;
  /** `shell: echo hi`: the text that belongs to the module's free-form parameter. */
  readonly freeForm?: LocatedScalar | undefined;
  /** The whole mapping is a template: `copy: "{{ options }}"`, or `args: "{{ … }}"`. */
  readonly template?: LocatedScalar | undefined;
}

/** `loop:` or one of the `with_*` forms. */
export interface LoopNode {
  /** The lookup that makes the items: `items`, `dict`, … or undefined for `loop`. */
  readonly lookup?: string | undefined;
  readonly items: Located;
}

export interface TaskNode {
  readonly kind: 'task';
  /** Unique within the process. */
  readonly id: string;
  readonly span: Span;
  readonly name?: LocatedScalar | undefined;
  readonly action: ActionRef;
  readonly args: ArgsNode;
  readonly keywords: KeywordMap;
  /** Innermost first; the last is the play. */
  readonly ancestors: readonly Ancestor[];
  readonly loop?: LoopNode | undefined;
  readonly role?: RoleNode | undefined;
  /** The folder of the file that the task stands in, for searching files. */
  readonly folder: string;
  readonly isHandler: boolean;
  /** The task that a play gathers facts with, unless they are known already (gathering: smart). */
  readonly isGathering?: boolean;
  /** Made by the engine, not written by anybody: not shown as a task. */
  readonly isImplicit?: boolean;
}

export interface BlockNode {
  readonly kind: 'block';
  readonly span: Span;
  readonly tasks: readonly ItemNode[];
  readonly rescue: readonly ItemNode[];
  readonly always: readonly ItemNode[];
  readonly isHandler: boolean;
}

export type ItemNode = TaskNode | BlockNode;

/** A role as a play (or an import) uses it. Two uses of one role are two nodes. */
export interface RoleNode {
  readonly name: string;
  readonly path: string;
  readonly span: Span;
  /** Parameters given where the role is named; a precedence of their own. */
  readonly params: LocatedMap | undefined;
  /** `vars` given where the role is named, or by import_role and include_role. */
  readonly givenVars: readonly LocatedMap[];
  /** The roles that brought it in, outermost first: those that depend on it or include it. */
  readonly chain: readonly RoleNode[];
  /** Files of defaults/main, last wins. */
  readonly defaults: readonly LocatedMap[];
  readonly vars: readonly LocatedMap[];
  readonly tasks: readonly ItemNode[];
  readonly handlers: readonly ItemNode[];
  readonly dependencies: readonly RoleNode[];
  /** False: on a host where it was run once, its tasks are passed over. */
  readonly allowDuplicates: boolean;
  /** The same for two uses of one role with the same parameters, tags and conditions. */
  readonly identity: string;
  /** True when it was made while running (include_role) and is seen by its own tasks only. */
  readonly isPrivate: boolean;
}

export interface PlayNode {
  readonly span: Span;
  readonly name: LocatedScalar | undefined;
  readonly hosts: Located;
  readonly keywords: KeywordMap;
  readonly ancestor: Ancestor;
  /** `vars:` of the play; a list of mappings is joined, the last one wins. */
  readonly vars: readonly LocatedMap[];
  readonly varsFiles: Located | undefined;
  /** Every role the play brings in, by `roles` or import_role: for variables and handlers. */
  readonly roles: readonly RoleNode[];
  /** Tasks of `roles:` in running order, dependencies first. */
  readonly roleTasks: readonly ItemNode[];
  readonly preTasks: readonly ItemNode[];
  readonly tasks: readonly ItemNode[];
  readonly postTasks: readonly ItemNode[];
  readonly handlers: readonly ItemNode[];
  /** The folder of the playbook file. */
  readonly folder: string;
}

export interface PlaybookNode {
  readonly path: string;
  readonly folder: string;
  readonly plays: readonly PlayNode[];
}
