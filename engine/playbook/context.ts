/** What a parse carries downwards: the project, the collected problems, and where it stands. */
import type { Located, LocatedMap, LocatedScalar, ProblemList, Span } from '../base/index.ts';
import type { Ancestor, KeywordMap, RoleNode } from './nodes.ts';
import { wrongShape, unknownKeyword } from './problems.ts';
import { KEYWORDS, keywordsOn, type KeywordDef, type KeywordShape } from './keywords.ts';
import type { Project } from './project.ts';

export interface ParseContext {
  readonly project: Project;
  readonly problems: ProblemList;
  /** Folder of the file being read. */
  readonly folder: string;
  /** Folder of the playbook file. */
  readonly playbookFolder: string;
  readonly role: RoleNode | undefined;
  readonly ancestors: readonly Ancestor[];
  readonly isHandler: boolean;
  /** Names of the roles that are being loaded, outermost first; finds circles. */
  readonly roleStack: readonly string[];
  /** Told of every role that an import brought in: its variables and handlers are the play's. */
  readonly onRole?: ((role: RoleNode) => void) | undefined;
  /** Gives each task its identity; one counter per project. */
  readonly nextId: () => string;
}

/** Narrows to a mapping, or raises `wrong-shape`. */
export function asMap(
  located: Located,
  word: string,
  context: Pick<ParseContext, 'problems'>,
): LocatedMap | undefined {
  if (located.kind === 'map') return located;
  context.problems.add(wrongShape(word, 'a mapping', located.span));
  return undefined;
}

/** Gives the items of a list; nothing for null; raises `wrong-shape` for anything else. */
export function asList(
  located: Located | undefined,
  word: string,
  context: Pick<ParseContext, 'problems'>,
): readonly Located[] {
  if (located === undefined || (located.kind === 'scalar' && located.value === null)) return [];
  if (located.kind === 'list') return located.items;
  context.problems.add(wrongShape(word, 'a list', located.span));
  return [];
}

/** Narrows to a scalar with text, or gives undefined. */
export function asText(located: Located | undefined): LocatedScalar | undefined {
  return located?.kind === 'scalar' && located.value !== null ? located : undefined;
}

/** The text of a scalar as it was written, empty when there is none. */
export function textOf(located: Located | undefined): string {
  if (located?.kind !== 'scalar' || located.value === null) return '';
  return typeof located.value === 'string' ? located.value : located.raw;
}

const SHAPES: Readonly<Record<KeywordShape, { wanted: string; fits(value: Located): boolean }>> = {
  text: { wanted: 'text', fits: (value) => value.kind === 'scalar' },
  boolean: { wanted: 'true or false', fits: isBooleanLike },
  number: { wanted: 'a number', fits: (value) => value.kind === 'scalar' },
  list: { wanted: 'a list', fits: (value) => value.kind !== 'map' },
  map: { wanted: 'a mapping', fits: (value) => value.kind === 'map' || isTemplateText(value) },
  conditions: { wanted: 'a condition or a list of them', fits: (value) => value.kind !== 'map' },
  any: { wanted: 'a value', fits: () => true },
};

function isTemplateText(value: Located): boolean {
  return value.kind === 'scalar' && (value.value === null || textOf(value).includes('{{'));
}

function isBooleanLike(value: Located): boolean {
  if (value.kind !== 'scalar') return false;
  if (value.value === null || typeof value.value === 'boolean' || isTemplateText(value))
    return true;
  return /^(y|yes|n|no|on|off|true|false|t|f|0|1|1\.0|0\.0)$/i.test(textOf(value));
}

/**
 * Checks the keywords of a mapping against the table.
 * @param skip names that are not keywords but known to the caller (the module's own)
 */
export function readKeywords(
  map: LocatedMap,
  place: KeywordDef['on'][number],
  skip: ReadonlySet<string>,
  context: Pick<ParseContext, 'problems' | 'project'>,
): KeywordMap {
  const keywords = new Map<string, Located>();
  for (const { key, value } of map.entries) {
    const word = textOf(key);
    if (skip.has(word)) continue;
    const def = KEYWORDS.get(word);
    if (def?.on.includes(place) !== true) {
      context.problems.add(unknownKeyword(word, key.span, keywordsOn(place)));
      continue;
    }
    const shape = SHAPES[def.shape];
    if (!shape.fits(value)) context.problems.add(wrongShape(word, shape.wanted, value.span));
    if (!NESTED.has(word)) {
      for (const problem of context.project.checkTemplates(value)) context.problems.add(problem);
    }
    keywords.set(word, value);
  }
  return keywords;
}

/** Keywords whose value holds tasks, which are checked on their own. */
const NESTED: ReadonlySet<string> = new Set([
  'block',
  'rescue',
  'always',
  'tasks',
  'pre_tasks',
  'post_tasks',
  'handlers',
  'roles',
]);

/** The span of a node for messages: from its start to the end of its first line. */
export function firstLine(span: Span): Span {
  const end = span.file.text.indexOf('\n', span.start);
  return end === -1 || end > span.end ? span : { ...span, end };
}
