/** inventory: which hosts there are, in which groups, with which variables. */
export { loadInventory } from './load-inventory.ts';
export type { InventoryTemplates } from './sources/constructed.ts';
export type { InventoryDeps, InventoryRules } from './sources/source.ts';
export {
  LOCAL_NAMES,
  type GroupNode,
  type HostNode,
  type Inventory,
  type VarsEntry,
  type VarsFolder,
} from './inventory.ts';
export { findHost, groupMembers, groupNamesOf, groupsOf, hostsOf } from './members.ts';
export { toNamePattern } from './name-pattern.ts';
export { loadLimit, resolvePattern, splitPattern, type HostMatch } from './patterns.ts';
export {
  checkVarsFiles,
  hostLayersOf,
  ownLayersOf,
  sharedLayersOf,
  variableLayersOf,
} from './layers.ts';
export { loadVarsFile, loadVarsFolder } from './vars-folder.ts';
export { addHost, addToGroup, type InventoryChange, type NewHost } from './change.ts';
