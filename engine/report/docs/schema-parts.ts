/** What all JSON Schemas for editors have in common. */

/** Any JSON value, as far as a schema file needs it. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonMap = Readonly<Record<string, Json>>;

/** Writes a schema as JSON text. */
export function renderSchema(title: string, rest: JsonMap): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Generated from the declarations by `npm run gen`; do not edit.',
    title,
    ...rest,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
