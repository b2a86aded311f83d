/**
 * What an inventory is: hosts, a tree of groups, and their variables with places. Frozen data;
 * everything that reads or changes it is a pure function beside it.
 */
import type { LocatedMap, Problem } from '../base/index.ts';

/** One host. */
export interface HostNode {
  readonly name: string;
  /** Variables that the inventory's sources give it; files in host_vars/ are a layer of their own. */
  readonly vars: LocatedMap;
  /** Groups that name this host directly, in the order they did; one list for all hosts alike. */
  readonly groups: readonly string[];
  /** The source that named it first (`inventory_file`), if it was a file. */
  readonly sourceFile: string | undefined;
  /** True for a `localhost` that no source names: it is in no group, not even `all`. */
  readonly isImplicit: boolean;
}

/** One group. */
export interface GroupNode {
  readonly name: string;
  readonly vars: LocatedMap;
  /** Hosts it names directly. */
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  readonly parents: readonly string[];
  /** The longest way down from `all`, which is 0. */
  readonly depth: number;
  /** `ansible_group_priority`, 1 unless set: of two groups of one depth the higher wins. */
  readonly priority: number;
}

/** What the files for one host or group hold, lowest first; problems count once it is used. */
export interface VarsEntry {
  readonly maps: readonly LocatedMap[];
  readonly problems: readonly Problem[];
}

/** The `group_vars/` and `host_vars/` of one folder, by name of group or host. */
export interface VarsFolder {
  readonly path: string;
  readonly groups: ReadonlyMap<string, VarsEntry>;
  readonly hosts: ReadonlyMap<string, VarsEntry>;
}

export interface Inventory {
  /** In the order the sources name them. */
  readonly hosts: ReadonlyMap<string, HostNode>;
  /** `all` and `ungrouped` first, then in the order the sources name them. */
  readonly groups: ReadonlyMap<string, GroupNode>;
  /** Variables beside the sources, one per source folder. */
  readonly varsFolders: readonly VarsFolder[];
}

/** The names that reach the controller itself when no source names them. */
export const LOCAL_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
