/** YAML in and out: PyYAML's reading through source/, and its emitter's output. */
import { Dict, toRawValue, type Located, type SourceFile, type Value } from '../../base/index.ts';
import { parseOnlyYaml } from '../../source/index.ts';
import { plugin, seesMarkup } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isSequence } from '../values/kinds.ts';
import { toIndex } from '../values/numbers.ts';
import { Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import { emitYaml } from '../emit-yaml/emit.ts';
import { representYaml, type ScalarStyle } from '../emit-yaml/represent.ts';

const DIRECTIVE = /^%(?:YAML[ \t]+1\.\d+|TAG[ \t]+\S+[ \t]+\S+)[ \t]*(?:[ \t]#.*)?$/u;

/**
 * Fails for a directive that libyaml does not take: an unknown one, another version, `%YAML` twice.
 * Directives stand before a document's `---`.
 */
function checkDirectives(text: string): void {
  let [isBefore, versions] = [true, 0];
  for (const line of text.split(/\r\n?|\n/u)) {
    if (!isBefore) {
      if (/^\.\.\.(?:\s|$)/u.test(line)) [isBefore, versions] = [true, 0];
    } else if (line.startsWith('%')) {
      if (!DIRECTIVE.test(line)) fail('ValueError', `\`${line}\` is no directive of YAML`);
      if (line.startsWith('%YAML')) versions += 1;
      if (versions > 1) fail('ValueError', 'found duplicate %YAML directive');
    } else isBefore = /^\s*(?:#.*)?$/u.test(line);
  }
}

function readDocuments(value: Value): readonly Value[] {
  const file: SourceFile = { path: '<from_yaml>', text: toText(value) };
  if (file.text.includes('%')) checkDirectives(file.text);
  const reading = parseOnlyYaml(file);
  const [problem] = reading.problems;
  if (problem !== undefined) fail('ValueError', problem.message);
  for (const document of reading.documents) refuseTags(document);
  return reading.documents.map(toRawValue);
}

/** `!unsafe` and `!vault` belong to Ansible's files; the filter reads plain YAML. */
function refuseTags(located: Located): void {
  if (located.kind === 'scalar') {
    if (located.isUnsafe)
      fail('ValueError', "could not determine a constructor for the tag '!unsafe'");
  } else if (located.kind === 'list') for (const item of located.items) refuseTags(item);
  else for (const { value } of located.entries) refuseTags(value);
}

function fromYaml(value: Value): Value {
  if (typeof value !== 'string') return value;
  const documents = readDocuments(value);
  if (documents.length > 1) {
    return fail('ValueError', 'expected a single document in the stream');
  }
  return documents[0] ?? null;
}

const OPTIONS = new Set([
  'default_flow_style',
  'indent',
  'width',
  'sort_keys',
  'explicit_start',
  'explicit_end',
  'line_break',
  'default_style',
  'version',
  'tags',
  // Without meaning here, as for Ansible: what comes out is text.
  'encoding',
  'stream',
]);

const STYLES: ReadonlyMap<Value, ScalarStyle> = new Map([
  ["'", 'single'],
  ['"', 'double'],
  ['|', 'literal'],
  ['>', 'folded'],
]);
const BREAKS = new Set<Value>(['\r', '\r\n']);

/** The lines before `---`. */
function writeDirectives(version: Value, tags: Value): string {
  const lines: string[] = [];
  if (isSequence(version)) {
    const numbers = toItems(version).map(toText);
    if (numbers[0] !== '1') fail('ValueError', 'incompatible %YAML directive');
    lines.push(`%YAML ${numbers.join('.')}\n`);
  }
  if (tags instanceof Dict) {
    for (const [handle, prefix] of tags) lines.push(`%TAG ${toText(handle)} ${toText(prefix)}\n`);
  }
  return lines.join('');
}

function chooseFlow(style: Value): 'block' | 'flow' | 'mixed' {
  if (style === null) return 'mixed';
  return isTrue(style) ? 'flow' : 'block';
}

/** `yaml.dump` with Ansible's dumper. */
function dump(value: Value, options: Dict, name: string): string {
  const unknown = [...options.keys()].find((key) => !OPTIONS.has(asText(key)));
  if (unknown !== undefined) {
    fail(
      'FilterError',
      `${name} - dump_all() got an unexpected keyword argument '${asText(unknown)}'`,
    );
  }
  const read = (key: string, otherwise: Value): Value => {
    const given = options.get(key);
    return given === undefined ? otherwise : given;
  };
  const number = (key: string): number => {
    const given = read(key, null);
    return given === null ? 0 : toIndex(given);
  };
  const style = read('default_style', null);
  const flow = chooseFlow(read('default_flow_style', null));
  const node = representYaml(value, {
    // Collections in one line are those of scalars that are not told how to look.
    flow: flow === 'mixed' && isTrue(style) ? 'block' : flow,
    sortKeys: isTrue(read('sort_keys', true)),
    style: STYLES.get(style),
  });
  const directives = writeDirectives(read('version', null), read('tags', null));
  const text = emitYaml(node, {
    indent: number('indent'),
    width: number('width'),
    explicitStart: directives !== '' || isTrue(read('explicit_start', false)),
    explicitEnd: isTrue(read('explicit_end', false)),
  });
  const lineBreak = read('line_break', null);
  const whole = directives + text;
  return BREAKS.has(lineBreak) ? whole.replaceAll('\n', toText(lineBreak)) : whole;
}

/** Ansible takes positional arguments and forgets them. */
function toYaml(value: Value, _: Value, options: Value): string {
  return dump(value, options instanceof Dict ? options : new Dict(), 'to_yaml');
}

function toNiceYaml(value: Value, indent: Value, _: Value, options: Value): string {
  const all = new Dict([
    ['indent', indent],
    ['default_flow_style', false],
  ]);
  if (options instanceof Dict) {
    for (const [key, entry] of options) {
      if (all.has(key)) {
        const argument = `keyword argument '${toText(key)}'`;
        fail('FilterError', `to_nice_yaml - yaml.dump() got multiple values for ${argument}`);
      }
      all.set(key, entry);
    }
  }
  return dump(value, all, 'to_nice_yaml');
}

export const yamlFilters = [
  seesMarkup(plugin('to_yaml', 'a, *args, **kwargs', toYaml)),
  seesMarkup(plugin('to_nice_yaml', 'a, indent=4, *args, **kwargs', toNiceYaml)),
  plugin('from_yaml', 'data', fromYaml),
  plugin('from_yaml_all', 'data', (value) => {
    if (value instanceof Undefined) value.fail();
    return typeof value === 'string' ? readDocuments(value) : value;
  }),
];
