/**
 * Decides what a YAML tag means for a playbook: YAML's own types, Ansible's `!unsafe` and
 * `!vault`, and nothing else. Makes the value of a tagged scalar.
 */
import { Bytes, type LocatedScalar, type Problem, type Span } from '../base/index.ts';
import { yamlBadTag, yamlUnknownTag } from './problems.ts';
import { toScalarValue, type ScalarType } from './resolve-scalar.ts';

const YAML_PREFIX = 'tag:yaml.org,2002:';
const SCALAR_TYPES: readonly ScalarType[] = ['str', 'bool', 'int', 'float', 'null', 'timestamp'];

/** What a tag asks for. `plain` is no tag: the text decides. */
export type TagMeaning =
  | { readonly is: 'plain' }
  | { readonly is: 'type'; readonly type: ScalarType }
  | { readonly is: 'unsafe' | 'vault' | 'binary' | 'set' | 'collection' }
  | { readonly is: 'unknown' };

const OWN_TAGS: ReadonlyMap<string, TagMeaning> = new Map<string, TagMeaning>([
  ['?', { is: 'plain' }],
  // PyYAML resolves `! yes` like `yes`.
  ['!', { is: 'plain' }],
  ['!unsafe', { is: 'unsafe' }],
  ['!vault', { is: 'vault' }],
  ['!vault-encrypted', { is: 'vault' }],
  [`${YAML_PREFIX}binary`, { is: 'binary' }],
  [`${YAML_PREFIX}set`, { is: 'set' }],
  [`${YAML_PREFIX}map`, { is: 'collection' }],
  [`${YAML_PREFIX}seq`, { is: 'collection' }],
  ...SCALAR_TYPES.map((type) => [`${YAML_PREFIX}${type}`, { is: 'type', type }] as const),
]);

/** Reads a tag as the parser resolved it (`!!int` is `tag:yaml.org,2002:int`). */
export function readTag(tag: string | undefined): TagMeaning {
  if (tag === undefined) return { is: 'plain' };
  return OWN_TAGS.get(tag) ?? { is: 'unknown' };
}

/** Writes a tag as people do: `!!int`. */
export function describeTag(tag: string): string {
  return tag.startsWith(YAML_PREFIX) ? `!!${tag.slice(YAML_PREFIX.length)}` : tag;
}

interface TaggedScalar {
  readonly tag: string;
  readonly text: string;
  readonly span: Span;
}

/**
 * Makes the value of a scalar that carries a tag which is neither `!unsafe` nor `!vault`.
 * @returns the value, or the problem that `text` is none of the tag's type
 */
export function toTaggedValue(
  meaning: TagMeaning,
  { tag, text, span }: TaggedScalar,
): { readonly value: LocatedScalar['value'] } | { readonly problem: Problem } {
  const bad = { problem: yamlBadTag(describeTag(tag), text, span) };
  if (meaning.is === 'unknown') return { problem: yamlUnknownTag(describeTag(tag), span) };
  if (meaning.is === 'binary') {
    const packed = text.replace(/\s/g, '');
    const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(packed) && packed.length % 4 === 0;
    if (!isBase64) return bad;
    return { value: new Bytes(Uint8Array.from(atob(packed), (unit) => unit.charCodeAt(0))) };
  }
  if (meaning.is !== 'type') return bad;
  const value = toScalarValue(text, meaning.type);
  return value === undefined ? bad : { value };
}
