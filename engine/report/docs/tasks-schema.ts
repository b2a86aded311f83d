/**
 * docs/schema/tasks.schema.json: JSON Schema of a file of tasks, for completion and checks in
 * editors. More lenient than kplay itself: wherever a template may stand, one is accepted.
 */
import type { ParamSchema, ParamsSchema } from '../../schema/index.ts';
import type { ActionDoc } from './action-doc.ts';
import type { KeywordDoc } from './keywords-page.ts';
import { renderSchema, type JsonMap } from './schema-parts.ts';

const TEMPLATE = { type: 'string', pattern: '\\{[{%]' } as const;

/** What Ansible reads as a boolean, in the three usual cases; editors know no flag for this. */
const TRUTHS = ['yes', 'no', 'on', 'off', 'true', 'false', 'y', 'n', 't', 'f', '0', '1'].flatMap(
  (word) => [
    ...new Set([word, word.toUpperCase(), word.slice(0, 1).toUpperCase() + word.slice(1)]),
  ],
);

const SHARED: JsonMap = {
  template: TEMPLATE,
  text: { type: ['string', 'number', 'boolean', 'null'] },
  boolean: {
    anyOf: [
      { type: 'boolean' },
      { enum: [0, 1] },
      { type: 'string', pattern: `^(?:${TRUTHS.join('|')})$` },
      TEMPLATE,
    ],
  },
  number: {
    anyOf: [{ type: 'number' }, { type: 'string', pattern: '^\\s*-?[0-9.]+\\s*$' }, TEMPLATE],
  },
  list: { anyOf: [{ type: 'array' }, TEMPLATE] },
  map: { anyOf: [{ type: 'object' }, TEMPLATE] },
  conditions: {
    anyOf: [
      { type: ['string', 'boolean'] },
      { type: 'array', items: { type: ['string', 'boolean'] } },
    ],
  },
};

function toRef(name: string): JsonMap {
  return { $ref: `#/$defs/${name}` };
}

function toParamJson(schema: ParamSchema): JsonMap {
  if (schema.enum !== undefined) return { anyOf: [{ enum: schema.enum }, toRef('template')] };
  switch (schema.type) {
    case 'string':
      return toRef('text');
    case 'integer':
    case 'number':
      return toRef('number');
    case 'boolean':
      return toRef('boolean');
    case 'array': {
      const items = schema.items === undefined ? {} : { items: toParamJson(schema.items) };
      return { anyOf: [{ type: 'array', ...items }, toRef('text')] };
    }
    case 'object': {
      if (schema.properties === undefined) return toRef('map');
      const { properties, required = [] } = schema;
      return { anyOf: [toObjectJson({ properties, required }), toRef('template')] };
    }
    case 'value':
      return {};
  }
}

function describeParam(schema: ParamSchema): JsonMap {
  const value = schema.default === undefined ? {} : { default: schema.default };
  return { description: schema.description, ...toParamJson(schema), ...value };
}

function toObjectJson(params: ParamsSchema): JsonMap {
  const entries = Object.entries(params.properties).flatMap(([name, schema]) => {
    return [name, ...(schema['x-aliases'] ?? [])].map(
      (key) => [key, describeParam(schema)] as const,
    );
  });
  const required = (params.required ?? []).map((name) => {
    const names = [name, ...(params.properties[name]?.['x-aliases'] ?? [])];
    return { anyOf: names.map((key) => ({ required: [key] })) };
  });
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    ...(params.openEnded === true ? {} : { additionalProperties: false }),
    ...(required.length === 0 ? {} : { allOf: required }),
  };
}

function toActionJson(doc: ActionDoc): JsonMap {
  const hasRequired = (doc.params.required ?? []).length > 0;
  // Text is the free form or `name=value` pairs; `args:` may hold what is missing.
  const others = hasRequired ? ['string'] : ['string', 'null'];
  return { description: doc.summary, anyOf: [toObjectJson(doc.params), { type: others }] };
}

/** Keywords whose value is a list of tasks. */
const TASK_LISTS = ['block', 'rescue', 'always', 'tasks', 'pre_tasks', 'post_tasks', 'handlers'];

function toKeywordShape({ name, shape }: KeywordDoc): JsonMap {
  if (TASK_LISTS.includes(name)) return { type: ['array', 'null'], items: toRef('task') };
  if (shape === 'vars') return { anyOf: [toRef('map'), { type: 'array', items: toRef('map') }] };
  return shape === 'any' ? {} : toRef(shape);
}

function toKeywordsJson(keywords: readonly KeywordDoc[], place: 'play' | 'task'): JsonMap {
  const allowed = keywords.filter(({ on }) =>
    place === 'play' ? on.includes('play') : on.some((each) => each !== 'play' && each !== 'role'),
  );
  return Object.fromEntries(
    allowed.map((keyword) => [
      keyword.name,
      { description: keyword.description, ...toKeywordShape(keyword) },
    ]),
  );
}

function toDefinitions(docs: readonly ActionDoc[], keywords: readonly KeywordDoc[]): JsonMap {
  const actions = docs.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const names = actions.flatMap(({ name, collection }) => {
    return [name, `${collection}.${name}`].map((key) => [key, toRef(`action-${name}`)] as const);
  });
  const task = {
    type: 'object',
    properties: { ...toKeywordsJson(keywords, 'task'), ...Object.fromEntries(names) },
    // A user's own modules and `with_*` are found when the playbook is run.
    additionalProperties: true,
  };
  return {
    ...SHARED,
    task,
    ...Object.fromEntries(actions.map((doc) => [`action-${doc.name}`, toActionJson(doc)])),
  };
}

/** Renders the schema of a list of tasks as JSON text. */
export function renderTasksSchema(
  docs: readonly ActionDoc[],
  keywords: readonly KeywordDoc[],
): string {
  return renderSchema('Tasks of kplay', {
    type: ['array', 'null'],
    items: toRef('task'),
    $defs: toDefinitions(docs, keywords),
  });
}

/** Renders the schema of a playbook as JSON text; it holds the one of tasks. */
export function renderPlaybookSchema(
  docs: readonly ActionDoc[],
  keywords: readonly KeywordDoc[],
): string {
  const imports = ['import_playbook', 'ansible.builtin.import_playbook'];
  const isImport = {
    type: 'object',
    anyOf: imports.map((name) => ({ required: [name] })),
  };
  const play = {
    type: 'object',
    required: ['hosts'],
    properties: toKeywordsJson(keywords, 'play'),
    additionalProperties: false,
  };
  const imported = {
    properties: {
      ...toKeywordsJson(keywords, 'play'),
      ...Object.fromEntries(imports.map((name) => [name, toRef('text')])),
      when: toRef('conditions'),
    },
    ...isImport,
    additionalProperties: false,
  };
  return renderSchema('A playbook of kplay', {
    type: 'array',
    items: {
      if: isImport,
      then: toRef('import'),
      else: toRef('play'),
    },
    $defs: { ...toDefinitions(docs, keywords), play, import: imported },
  });
}
