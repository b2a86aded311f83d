/** `kplay schema` prints the schemas for editors, and they accept what kplay runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { callKplay } from '../support/call-kplay.ts';
import { createSchemaCheck } from '../report/schema-check.ts';

const root = join(import.meta.dirname, '../..');

async function print(kind: string): Promise<string> {
  const end = await callKplay(['schema', kind], root);
  expect(end.code).toBe(0);
  return end.stdout;
}

/** Files of a folder that a pattern fits, below the root. */
function list(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((name) => pattern.test(name))
    .toSorted();
}

function read(path: string): unknown {
  return parse(readFileSync(join(root, path), 'utf8'), { logLevel: 'error' });
}

const KINDS = ['playbook', 'tasks', 'inventory', 'argument_specs'];

test.each(KINDS)('%s is what lies in docs/schema', async (kind) => {
  const file = readFileSync(join(root, `docs/schema/${kind}.schema.json`), 'utf8');
  expect(await print(kind)).toBe(file);
});

test('another kind is refused with those there are', async () => {
  const end = await callKplay(['schema', 'role'], root);
  expect(end.code).toBe(2);
  expect(end.stderr).toContain(`no schema of: role (${KINDS.join(', ')})`);
});

describe('an inventory', () => {
  test.each([...list('inventory', /\.yml$/), 'test/inventory/fixtures/yaml-basic/hosts.yml'])(
    '%s is accepted',
    async (path) => {
      const check = createSchemaCheck(await print('inventory'));
      expect(check(read(path))).toBe(true);
    },
  );

  test('a misspelled section is refused', async () => {
    const check = createSchemaCheck(await print('inventory'));
    expect(check({ all: { host: { node1: null } } })).toBe(false);
    expect(check({ all: { children: { web: { childs: {} } } } })).toBe(false);
  });
});

describe('argument specs', () => {
  const files = [...list('roles', /argument_specs\.yml$/), ...list('test', /argument_specs\.yml$/)];

  test.each(files)('%s is accepted', async (path) => {
    expect(createSchemaCheck(await print('argument_specs'))(read(path))).toBe(true);
  });

  test('a misspelled word and a type that there is not are refused', async () => {
    const check = createSchemaCheck(await print('argument_specs'));
    const withOption = (option: unknown): unknown => ({
      argument_specs: { main: { options: { port: option } } },
    });
    expect(check(withOption({ type: 'int', requierd: true }))).toBe(false);
    expect(check(withOption({ type: 'integer' }))).toBe(false);
    expect(check(withOption({ type: 'int', required: true }))).toBe(true);
  });
});

describe('playbooks', () => {
  const files = list('test/samples', /\/site\.yml$/);

  // The one that is not gives what is required by module_defaults, which no schema follows.
  test('those of the tests are accepted', async () => {
    const check = createSchemaCheck(await print('playbook'));
    const refused = files.filter((path) => {
      try {
        return !check(read(path));
      } catch {
        // YAML 1.2 does not read everything that PyYAML does.
        return false;
      }
    });
    expect(refused).toMatchInlineSnapshot(`
      [
        "test/samples/language/defaults-give-what-is-required/site.yml",
        "test/samples/results/invocations/site.yml",
      ]
    `);
  });
});
