/** Checks data against a JSON Schema with ajv, as an editor would. */
import { Ajv } from 'ajv';

/** @param schema JSON text @returns says whether data fits */
export function createSchemaCheck(schema: string): (data: unknown) => boolean {
  const parsed: unknown = JSON.parse(schema);
  if (typeof parsed !== 'object' || parsed === null) throw new TypeError('not a schema');
  const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
    parsed,
  );
  return (data) => validate(data);
}
