/**
 * The one shared ajv instance, and the dialect as JSON Schema for it. The only importer of ajv,
 * and only when the first parameters are read, so that starting up does not pay for it.
 */
import type { ValidateFunction } from 'ajv';
import type { ParamSchema, ParamsOf, ParamsSchema } from './param-schema.ts';

interface JsonSchema {
  readonly [key: string]: unknown;
}

function toJsonSchema(schema: ParamSchema): JsonSchema {
  const base = schema.enum === undefined ? {} : { enum: schema.enum };
  switch (schema.type) {
    case 'value':
      return {};
    case 'array':
      return {
        type: 'array',
        ...(schema.items === undefined ? {} : { items: toJsonSchema(schema.items) }),
      };
    case 'object':
      return schema.properties === undefined
        ? { type: 'object' }
        : toObjectSchema(schema.properties, schema.required ?? []);
    default:
      return { type: schema.type, ...base };
  }
}

function toObjectSchema(
  properties: Readonly<Record<string, ParamSchema>>,
  required: readonly string[],
): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: [...required],
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, toJsonSchema(schema)]),
    ),
  };
}

/** The parameters of a module as JSON Schema, after coercion; `rest` holds an open end. */
export function toParamsJsonSchema(schema: ParamsSchema): JsonSchema {
  const defaulted = Object.entries(schema.properties).filter(
    ([, property]) => property.default !== undefined,
  );
  const required = new Set([...(schema.required ?? []), ...defaulted.map(([name]) => name)]);
  const rest: Readonly<Record<string, ParamSchema>> =
    schema.openEnded === true ? { rest: { type: 'object', description: 'further keys' } } : {};
  if (schema.openEnded === true) required.add('rest');
  return toObjectSchema({ ...schema.properties, ...rest }, [...required]);
}

/** A check that narrows to the type that the schema declares. */
export type ParamsCheck<S extends ParamsSchema> = ValidateFunction<ParamsOf<S>>;

/** Compiles checks, each on first use. */
export interface ParamsChecks {
  of<S extends ParamsSchema>(schema: S): ParamsCheck<S>;
}

/** Loads ajv and gives the maker of checks; one per process is enough. */
export async function createParamsChecks(): Promise<ParamsChecks> {
  const { Ajv } = await import('ajv');
  // The schemas are made above and say nothing that a meta schema would have to check; compiling
  // that schema, and polishing code that runs a few times, took longer than all checks of a run.
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    code: { optimize: false },
  });
  const compiled = new WeakMap<ParamsSchema, JsonSchema>();
  return {
    of<S extends ParamsSchema>(schema: S): ParamsCheck<S> {
      const known = compiled.get(schema) ?? toParamsJsonSchema(schema);
      compiled.set(schema, known);
      // ajv keeps the compiled check by the identity of the schema object.
      return ajv.compile<ParamsOf<S>>(known);
    },
  };
}
