/** playbook: located values in, frozen nodes out. Keyword tables, roles, static imports. */
export type {
  ActionRef,
  Ancestor,
  ArgsNode,
  BlockNode,
  ItemNode,
  KeywordMap,
  LoopNode,
  PlayNode,
  PlaybookNode,
  RoleNode,
  TaskNode,
} from './nodes.ts';
export { sectionsOf, tasksIn, withDependencies } from './walk-play.ts';
export type { Project, ProjectFiles } from './project.ts';
export { KEYWORD_WORDS } from './keyword-words.ts';
export { KEYWORDS, keywordsOn, type KeywordDef } from './keywords.ts';
export { loadPlaybook } from './parse-playbook.ts';
export {
  loadIncludedRole,
  loadIncludedTasks,
  type IncludeSite,
  type Included,
  type RoleRequest,
} from './load-included.ts';
export { readRoleParts } from './role.ts';
export { defaultsFor, isDefaultOf } from './module-defaults.ts';
export {
  collectKeyword,
  conditionsOf,
  findArg,
  fileOfInclude,
  findKeyword,
  keywordCandidates,
  includeVarMaps,
  isTagged,
  namesOf,
  parentRolesOf,
  tagsOf,
  taskVarMaps,
  varMapsOf,
  wordsOf,
  type TagChoice,
} from './effective.ts';
export { folderOf, joinPath, nameOf } from './paths.ts';
export { findUnreachableTags } from './check-tags.ts';
export { META_WORDS } from './check-task.ts';
export {
  foreignModule,
  loopNotAList,
  unknownHandler,
  unknownMeta,
  unknownModule,
} from './problems.ts';
