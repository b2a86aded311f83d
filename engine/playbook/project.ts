/**
 * What this room needs from outside: files, names of modules, and a reader of static text. Handed
 * in, because playbook/ touches neither files nor modules.
 */
import type {
  Located,
  LocatedMap,
  LocatedScalar,
  Problem,
  SourceFile,
  Span,
} from '../base/index.ts';
import type { ActionRef, ArgsNode } from './nodes.ts';

/** The files of a project. Paths are absolute or relative to the working directory. */
export interface ProjectFiles {
  /** True for a regular file. */
  isFile(path: string): boolean;
  isDirectory(path: string): boolean;
  toAbsolute(path: string): string;
  /** The path without links, as it is where it has none. */
  toReal(path: string): string;
  /** Names in a directory, sorted; empty when there is none. */
  list(path: string): readonly string[];
  /** @throws ProblemError `file-not-found` */
  read(path: string): SourceFile;
  /** Documents of a YAML file. @throws ProblemError with every syntax problem */
  parse(file: SourceFile): Located | undefined;
  /**
   * `k=v` text as a mapping, `_raw_params` for the rest.
   * @param onlyKeys the only keys that are arguments; undefined when all are
   * @throws ProblemError
   */
  parseKeyValue(text: LocatedScalar, onlyKeys: readonly string[] | undefined): LocatedMap;
}

export interface Project {
  readonly files: ProjectFiles;
  /** Folders to search roles in, after `roles/` beside the playbook. */
  readonly rolesPath: readonly string[];
  /** Folders that hold `ansible_collections`, besides the one beside the playbook. */
  readonly collectionsPath: readonly string[];
  /** Resolves a module, control or alias; undefined when nothing has the name. */
  resolveAction(name: string): Pick<ActionRef, 'name' | 'kind'> | undefined;
  /**
   * Whether a name that `resolveAction` does not know is a module that others have.
   * @param isWide any full name may be one
   */
  isForeign(name: string, isWide: boolean): boolean;
  /**
   * True where a run begins: what is wrong in a task that may be skipped, or in a handler that may not
   * be notified, is told when it is reached. Checks tell of it before.
   */
  readonly isForgiving: boolean;
  /**
   * True where only names and tags of tasks are wanted: a role's variables are read when something
   * asks for them.
   */
  readonly isListing: boolean;
  /** Every name that `resolveAction` knows, for did-you-mean. */
  readonly actionNames: readonly string[];
  /**
   * Static check of a task's parameter names: everything wrong before values are known.
   * @param defaulted parameters that `module_defaults` gives; undefined when that is not known
   */
  checkArgs(
    action: ActionRef,
    args: ArgsNode,
    defaulted: readonly string[] | undefined,
  ): readonly Problem[];
  /** Template syntax of a tree: everything wrong before rendering. */
  checkTemplates(located: Located): readonly Problem[];
  /** The same for conditions, which are expressions without delimiters. */
  checkConditions(located: Located): readonly Problem[];
  /** Every lookup, as `with_…` may name it. */
  readonly lookupNames: readonly string[];
  /** False: a notified handler that is nowhere is only worth a warning. */
  readonly isHandlerRequired: boolean;
  /** Told of a file or a role's folder that is joined in, and by what: for the chain below a problem. */
  imported(path: string, by: Span): void;
  /** Told of what only looks wrong. */
  warn(problem: Problem): void;
  /** Told of a form that still works but has a better one. */
  deprecate(problem: Problem): void;
  /**
   * Renders text that must be known before the run (import_tasks paths).
   * @param maps gives the variables that are written around it, lowest precedence first
   * @throws ProblemError
   */
  renderStatic(text: Located, maps: () => readonly LocatedMap[]): string;
}
