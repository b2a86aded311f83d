/** vars: the table of precedence, the scope of a visit, facts and magic variables. */
export { PRECEDENCE, type LayerName } from './precedence.ts';
export { Scope, type Definition } from './scope.ts';
export { HostMemory } from './host-memory.ts';
export {
  VarStore,
  type HostDirectory,
  type PlayVars,
  type VarStoreInput,
  type VisitInput,
} from './var-store.ts';
export { valueLayer, type ValueEntry, type VarMap } from './var-map.ts';
export { MAGIC_NAMES, type RunFacts } from './magic.ts';
export { missingVarsFile } from './problems.ts';
export type { FactCache } from './host-memory.ts';
export { mergeDicts } from './merge-dicts.ts';
