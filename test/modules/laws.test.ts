/** What holds for every module and control: declarations are whole, examples are true. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { builtinControls, builtinModules } from '../../engine/modules/index.ts';
import {
  checkParamNames,
  findParamNames,
  toParamsJsonSchema,
  type ParamSchema,
} from '../../engine/schema/index.ts';

type Tasks = readonly Readonly<Record<string, unknown>>[];

const parts = [
  ...(await Promise.all(
    builtinModules.map(async (part) => ({ part, def: (await part.load()).default })),
  )),
  ...(await Promise.all(
    builtinControls.map(async (part) => ({ part, def: (await part.load()).default })),
  )),
].map(({ part, def }) => ({ name: part.name, part, def }));

/** Names in a free-form line: `name=cron enabled=true`. */
function namesInLine(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|\s)(\w+)=/g)].map((match) => match[1] ?? '');
}

function describeSchemas(name: string, schema: ParamSchema): readonly string[] {
  const below = [
    ...Object.entries(schema.properties ?? {}),
    ...(schema.items === undefined ? [] : [['items', schema.items] as const]),
  ];
  const own = schema.description.trim() === '' ? [name] : [];
  return [...own, ...below.flatMap(([key, item]) => describeSchemas(`${name}.${key}`, item))];
}

describe.each(parts)('$name', ({ part, def }) => {
  test('is listed under its own name and collection', () => {
    expect([part.name, part.collection]).toEqual([def.name, def.collection]);
  });

  test('describes itself, every parameter and every return', () => {
    const all = [...Object.entries(def.params.properties), ...Object.entries(def.returns)];
    expect(all.flatMap(([key, schema]) => describeSchemas(key, schema))).toEqual([]);
    expect(def.summary).toMatch(/^[A-Z].*\.$/s);
    expect(def.examples.length).toBeGreaterThan(0);
  });

  test('names every parameter once', () => {
    const names = Object.entries(def.params.properties).flatMap(([key, schema]) => [
      key,
      ...(schema['x-aliases'] ?? []),
    ]);
    expect(new Set(names).size).toBe(names.length);
    const known = findParamNames(def.params.properties);
    const required = def.params.required ?? [];
    const inRules = (def.params.rules ?? []).flatMap((rule) =>
      'names' in rule ? rule.names : rule.then,
    );
    expect([...required, ...inRules].filter((key) => !known.has(key))).toEqual([]);
    expect(toParamsJsonSchema(def.params)).toMatchObject({ type: 'object' });
  });

  test('has examples with parameters that exist', () => {
    for (const example of def.examples) {
      const tasks = parse(example) as Tasks; // oxlint-disable-line typescript/consistent-type-assertions -- examples are ours
      for (const task of tasks) {
        const action = task[def.name] ?? task[`${def.collection}.${def.name}`];
        const isLine = typeof action === 'string';
        if (isLine && def.freeForm !== undefined) continue;
        const names = isLine ? namesInLine(action) : Object.keys(action ?? {});
        const given = names.map((key) => [key, undefined] as const);
        expect(checkParamNames(def, given, undefined)).toEqual([]);
      }
    }
  });
});
