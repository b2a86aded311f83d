/** Ansible's tests on paths of the controller; they look through the handed-in reader. */
import { Bytes, type Value } from '../../base/index.ts';
import type { PathFacts } from '../contract.ts';
import type { Runtime } from '../compile/runtime.ts';
import { normalizePath } from '../filters/path.ts';
import { alias, plugin, pluginIn } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { isIntegral } from '../values/kinds.ts';

function look(runtime: Runtime, path: Value): PathFacts | undefined {
  // Python takes a number for an open file; templates have none.
  return isIntegral(path) ? undefined : runtime.context.reader.look?.(asText(path));
}

function test(name: string, holds: (facts: PathFacts) => boolean, ...others: string[]) {
  const definition = pluginIn(name, 'path', (runtime) => (path) => {
    const facts = look(runtime, path);
    return facts !== undefined && holds(facts);
  });
  return alias(definition, ...others);
}

/** A path in its shortest form. @throws TemplateFailure when nothing is there */
function requirePath(runtime: Runtime, path: Value): string {
  const text = asText(path);
  const { reader } = runtime.context;
  if (reader.look !== undefined && reader.look(text) === undefined) {
    return fail('LookupError', `[Errno 2] No such file or directory: '${text}'`);
  }
  return normalizePath(text);
}

const SLASH = 0x2f;

export const fileTests = [
  ...test('directory', (facts) => facts.kind === 'directory', 'is_dir'),
  ...test('file', (facts) => facts.kind === 'file', 'is_file'),
  ...test('link', (facts) => facts.isLink, 'is_link'),
  ...test('exists', (facts) => facts.kind !== 'missing'),
  ...test('link_exists', () => true),
  ...test('mount', (facts) => facts.isMount, 'is_mount'),
  ...alias(
    plugin('abs', 'path', (path) =>
      path instanceof Bytes ? path.data[0] === SLASH : asText(path).startsWith('/'),
    ),
    'is_abs',
  ),
  ...alias(
    pluginIn('same_file', 'path, other', (runtime) => (path, other) => {
      const paths = [path, other].map((one) => requirePath(runtime, one));
      return paths[0] === paths[1];
    }),
    'is_same_file',
  ),
];
