/** template: Jinja with Python's semantics. The only importer of nunjucks. */
export type {
  LookupReader,
  UrlAnswer,
  UrlRequest,
  NameRead,
  Names,
  Watched,
  PathFacts,
  TreeEntry,
  RenderContext,
  SyntaxOptions,
  TemplateReads,
  Templates,
  Texts,
  UndefinedInfo,
} from './contract.ts';
export { isUndefinedProblem } from './problems.ts';
export { createTemplates, type TemplateOptions } from './templates.ts';
export {
  defineFilter,
  defineLookup,
  defineTest,
  type AnyPart,
  type LookupController,
  type PlainData,
  type UserFilter,
  type UserLookup,
  type UserParts,
  type UserTest,
} from './user-parts.ts';
export { dumpYaml } from './emit-yaml/dump.ts';
export { isEqual as equals } from './values/compare.ts';
export { repr as pyRepr, toText as pyStr, toText } from './values/text.ts';
export { compileTextSearch, type TextMatch } from './regex/search-text.ts';
export { isTrue } from './values/truth.ts';
export { hashPassword } from './passwords/hash-password.ts';
export { verifyPassword } from './passwords/verify-password.ts';
