/** What a parse carries downwards: the project, the collected problems, and where it stands. */
import {
  locateScalar,
  type Located,
  type LocatedMap,
  type LocatedScalar,
  type ProblemList,
  type Span,
} from '../base/index.ts';
import type { Ancestor, KeywordMap, RoleNode } from './nodes.ts';
import {
  invalidVariableName,
  legacyKeyword,
  noList,
  unknownKeyword,
  wrongShape,
} from './problems.ts';
import {
  KEYWORDS,
  LEGACY_KEYWORDS,
  keywordsOn,
  type KeywordDef,
  type KeywordShape,
} from './keywords.ts';
import type { Project } from './project.ts';

export interface ParseContext {
  readonly project: Project;
  readonly problems: ProblemList;
  /**
   * Where wrong values go: to `problems`, or nowhere when the task is expected to fail, or when it
   * was included while running. The run raises them then.
   */
  readonly valueProblems: ProblemList;
  /** True in a block that has a rescue. */
  readonly isRescued: boolean;
  /** True below a dynamic include: an old `include` is dynamic there as well. */
  readonly isDynamic: boolean;
  /** Folder of the file being read. */
  readonly folder: string;
  /** Folder of the playbook file. */
  readonly playbookFolder: string;
  readonly role: RoleNode | undefined;
  readonly ancestors: readonly Ancestor[];
  readonly isHandler: boolean;
  /** Names of the roles that depend on each other here, outermost first; finds circles. */
  readonly roleStack: readonly string[];
  /** Files and roles that are being imported, outermost first; finds those without an end. */
  readonly importStack: readonly string[];
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
  const isGlued = /^[a-z][\w.]*:\S/.test(textOf(located));
  const help = isGlued ? 'put a space behind the colon' : undefined;
  context.problems.add(wrongShape(word, 'a mapping', located.span, help));
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
  const { span } = located;
  context.problems.add(
    located.kind === 'map'
      ? wrongShape(word, 'a list', span, 'begin each entry with `- `')
      : noList(word, located.raw, span),
  );
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
  number: { wanted: 'a number', fits: isNumberLike },
  list: { wanted: 'a list', fits: (value) => value.kind !== 'map' },
  vars: {
    wanted: 'a mapping',
    fits: (value) =>
      value.kind === 'list'
        ? value.items.every((item) => item.kind === 'map')
        : value.kind === 'map' || isTemplateText(value),
  },
  map: { wanted: 'a mapping', fits: (value) => value.kind === 'map' || isTemplateText(value) },
  conditions: { wanted: 'a condition or a list of them', fits: (value) => value.kind !== 'map' },
  any: { wanted: 'a value', fits: () => true },
};

function isTemplateText(value: Located): boolean {
  return value.kind === 'scalar' && (value.value === null || textOf(value).includes('{{'));
}

function isNumberLike(value: Located): boolean {
  if (value.kind !== 'scalar') return false;
  if (typeof value.value !== 'string' || isTemplateText(value)) return true;
  return /^\s*-?[\d_]*\.?\d+\s*%?\s*$/.test(value.value);
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
  context: Pick<ParseContext, 'problems' | 'valueProblems' | 'project'>,
): KeywordMap {
  const keywords = new Map<string, Located>();
  for (const { key, value } of map.entries) {
    const written = textOf(key);
    if (skip.has(written)) continue;
    const word = modernWord(written, key.span, context);
    const def = KEYWORDS.get(word);
    if (def?.on.includes(place) !== true) {
      context.problems.add(unknownKeyword(word, NAMES[place], key.span, keywordsOn(place)));
      continue;
    }
    checkValue(word, def, value, context);
    keywords.set(word, value);
    if (written.startsWith('su') && written !== 'sudo_user') {
      const method = written.startsWith('sudo') ? 'sudo' : 'su';
      keywords.set('become_method', locateScalar(method, key.span));
    }
  }
  return keywords;
}

/** What Ansible calls the places of keywords. */
const NAMES = {
  play: 'Play',
  role: 'RoleInclude',
  block: 'Block',
  task: 'Task',
  handler: 'Handler',
} as const;

/** The word of today for a keyword of Ansible 1.x; told once for each place. */
function modernWord(word: string, span: Span, context: Pick<ParseContext, 'project'>): string {
  const modern = LEGACY_KEYWORDS.get(word);
  if (modern === undefined) return word;
  context.project.deprecate(legacyKeyword(word, modern, span));
  return modern;
}

function checkValue(
  word: string,
  def: KeywordDef,
  value: Located,
  context: Pick<ParseContext, 'problems' | 'valueProblems' | 'project'>,
): void {
  const shape = SHAPES[def.shape];
  if (!shape.fits(value)) {
    const list = value.kind === 'scalar' ? context.valueProblems : context.problems;
    list.add(wrongShape(word, shape.wanted, value.span));
  }
  if (def.shape === 'vars') checkVarNames(value, context);
  if (word === 'register') checkRegister(value, context);
  if (NESTED.has(word)) return;
  const { project, valueProblems } = context;
  const isCondition = def.shape === 'conditions';
  const found = isCondition ? project.checkConditions(value) : project.checkTemplates(value);
  for (const problem of found) valueProblems.add(problem);
}

/** What a variable may be called. */
export const VARIABLE_NAME = /^[A-Za-z_]\w*$/;

function checkVarNames(value: Located, { problems }: Pick<ParseContext, 'problems'>): void {
  const maps = value.kind === 'list' ? value.items : [value];
  for (const map of maps) {
    if (map.kind !== 'map') continue;
    for (const { key } of map.entries) {
      const name = textOf(key);
      if (typeof key.value !== 'string' || !VARIABLE_NAME.test(name)) {
        problems.add(invalidVariableName(name, 'vars', key.span));
      }
    }
  }
}

function checkRegister(value: Located, { problems }: Pick<ParseContext, 'problems'>): void {
  const name = textOf(value);
  const isName = value.kind === 'scalar' && typeof value.value === 'string';
  if (name.includes('{{') || (isName && VARIABLE_NAME.test(name))) return;
  problems.add(invalidVariableName(name, 'register', value.span));
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
