/** `kplay schema KIND`: a JSON Schema for editors, made from the engine's own tables. */
import { builtinControls, builtinModules } from '../modules/index.ts';
import { KEYWORD_WORDS, KEYWORDS } from '../playbook/index.ts';
import {
  renderArgumentSpecsSchema,
  renderInventorySchema,
  renderPlaybookSchema,
  renderTasksSchema,
  type ActionDoc,
  type KeywordDoc,
} from '../report/index.ts';
import { ARGUMENT_TYPES } from '../schema/index.ts';
import { EXIT } from './exit-codes.ts';
import { UsageError } from './options/normalize.ts';
import type { ParsedOptions } from './options/read.ts';

/** In the order of their files, which decides which of two equal names comes first. */
async function loadDocs(): Promise<readonly ActionDoc[]> {
  const parts = [...builtinModules, ...builtinControls];
  const docs: readonly ActionDoc[] = await Promise.all(
    parts.map(async (part) => (await part.load()).default),
  );
  return docs.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function listKeywords(): readonly KeywordDoc[] {
  return [...KEYWORDS].map(([name, def]) => ({
    ...{ name, ...def },
    description: KEYWORD_WORDS[name] ?? '',
  }));
}

const SCHEMAS: ReadonlyMap<string, () => Promise<string>> = new Map([
  ['playbook', async () => renderPlaybookSchema(await loadDocs(), listKeywords())],
  ['tasks', async () => renderTasksSchema(await loadDocs(), listKeywords())],
  ['inventory', () => Promise.resolve(renderInventorySchema())],
  ['argument_specs', () => Promise.resolve(renderArgumentSpecsSchema(ARGUMENT_TYPES))],
]);

/** Prints a schema. @throws UsageError for a kind of file that there is none for */
export async function runSchemaCommand(
  options: ParsedOptions,
  stream: NodeJS.WritableStream,
): Promise<number> {
  const [kind = ''] = options.words;
  const render = SCHEMAS.get(kind);
  if (render === undefined) {
    const known = [...SCHEMAS.keys()].join(', ');
    throw new UsageError(
      kind === '' ? `name a kind: ${known}` : `no schema of: ${kind} (${known})`,
    );
  }
  stream.write(await render());
  return EXIT.ok;
}
