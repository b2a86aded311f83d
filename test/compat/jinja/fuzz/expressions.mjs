/** The grammar of expressions: kinds are a wish, not a promise, so that wrong types turn up as well. */
import { NAMES } from './values.mjs';
import { node } from './tree.mjs';

const quote = (text) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`;

const LITERAL_TEXTS = [
  '',
  'a',
  'b',
  ',',
  ' ',
  '-',
  '.',
  'abc',
  'a b c',
  'é',
  '1',
  '10',
  'x=%s',
  '{}',
  '%d',
  'A1b2',
];
const LITERAL_NUMBERS = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '10',
  '-1',
  '-3',
  '1.5',
  '0.1',
  '2.0',
  '1e3',
  '0x10',
  '1_000',
  '2.675',
  '9007199254740993',
];
const PATTERNS = [
  'a',
  '[a-z]+',
  '(\\\\w)(\\\\d)?',
  '^\\\\s*',
  '.$',
  '(a|b)*',
  '\\\\b',
  '[^,]+',
  '(?i)A',
  'x*',
  '(?P<n>\\\\d+)',
  '\\\\.',
];
const TESTS_PLAIN = [
  'defined',
  'undefined',
  'none',
  'string',
  'number',
  'mapping',
  'iterable',
  'sequence',
  'boolean',
  'integer',
  'float',
  'true',
  'false',
  'truthy',
  'falsy',
  'odd',
  'even',
  'lower',
  'upper',
  'all',
  'any',
  'abs',
  'callable',
];
const TESTS_WITH = [
  'eq',
  'ne',
  'lt',
  'gt',
  'le',
  'ge',
  'in',
  'contains',
  'subset',
  'superset',
  'sameas',
  'divisibleby',
];
const FORMATS = [
  '%s',
  '%d',
  '%5d|',
  '%-6s|',
  '%05.2f',
  '%x',
  '%r',
  '%+d',
  '%e',
  '%g',
  '%s and %s',
  '%(a)s',
  '%%',
  '%c',
  '%.3s',
  '%i',
];
const BRACES = [
  '{}',
  '{0}-{0}',
  '{:>5}|',
  '{:<5}|',
  '{:^5}|',
  '{:05d}',
  '{:.2f}',
  '{!r}',
  '{:x}',
  '{:,}',
  '{a}',
  '{0[0]}',
  '{:+}',
  '{:e}',
  '{:%}',
  '{:s}',
  '{:_}',
  '{:g}',
];

/** Makes the generator of expressions over one source of choices. */
export function makeExpressions(random) {
  const { pick, chance, below } = random;
  const leaf = (text) => node('expression', text);

  function text(depth) {
    return random.weighted([
      [3, () => leaf(quote(pick(LITERAL_TEXTS)))],
      [4, () => leaf(pick(NAMES.text))],
      [depth, () => filtered(depth)],
      [depth, () => textMethod(depth)],
      [depth / 2, () => node('expression', '(', any(depth - 1), ' ~ ', any(depth - 1), ')')],
      [depth / 2, () => textFormat(depth)],
    ])();
  }

  function number(depth) {
    return random.weighted([
      [3, () => leaf(pick(LITERAL_NUMBERS))],
      [4, () => leaf(pick(NAMES.number))],
      [depth, () => arithmetic(depth)],
      [depth / 2, () => node('expression', '(', list(depth - 1), ' | length)')],
      [depth / 2, () => numberFilter(depth)],
    ])();
  }

  function list(depth) {
    return random.weighted([
      [4, () => leaf(pick(NAMES.list))],
      [1, () => leaf('nodes')],
      [depth, () => listLiteral(depth)],
      [depth, () => listFilter(depth)],
      [1, () => leaf(`range(${below(5)}, ${below(8)})`)],
      [depth / 2, () => node('expression', any(depth - 1), '[', slice(), ']')],
    ])();
  }

  function dict(depth) {
    return random.weighted([
      [4, () => leaf(pick(NAMES.dict))],
      [depth, () => dictLiteral(depth)],
      [
        depth / 2,
        () => node('expression', '(', dict(depth - 1), ' | combine(', dict(depth - 1), '))'),
      ],
      [depth / 3, () => node('expression', '(', dict(depth - 1), ' | dict2items | items2dict)')],
    ])();
  }

  function any(depth) {
    if (depth <= 0) return simple();
    return random.weighted([
      [2, simple],
      [4, () => text(depth - 1)],
      [4, () => number(depth - 1)],
      [3, () => list(depth - 1)],
      [2, () => dict(depth - 1)],
      [2, () => condition(depth - 1)],
      [1, () => access(depth - 1)],
      [1, () => inlineIf(depth - 1)],
      [
        1,
        () =>
          node(
            'expression',
            '(',
            any(depth - 1),
            ' | default(',
            any(depth - 1),
            pick(['', ', true']),
            '))',
          ),
      ],
    ])();
  }

  function simple() {
    return random.weighted([
      [2, () => leaf(pick(Object.values(NAMES).flat()))],
      [1, () => leaf(quote(pick(LITERAL_TEXTS)))],
      [1, () => leaf(pick(LITERAL_NUMBERS))],
      [1, () => leaf(pick(['true', 'false', 'none', '[]', '{}', '()']))],
    ])();
  }

  function condition(depth) {
    return random.weighted([
      [
        3,
        () =>
          node(
            'expression',
            '(',
            any(depth),
            ` ${pick(['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'])} `,
            any(depth),
            ')',
          ),
      ],
      [
        2,
        () => node('expression', '(', any(depth), ` is ${pick(['', 'not '])}${pick(TESTS_PLAIN)})`),
      ],
      [2, () => node('expression', '(', any(depth), ` is ${pick(TESTS_WITH)}(`, any(depth), '))')],
      [
        1,
        () =>
          node(
            'expression',
            '(',
            text(depth),
            ` is ${pick(['match', 'search', 'regex'])}('${pick(PATTERNS)}'))`,
          ),
      ],
      [1, () => node('expression', '(not ', any(depth), ')')],
      [2, () => node('expression', '(', any(depth), ` ${pick(['and', 'or'])} `, any(depth), ')')],
      [
        1,
        () =>
          node('expression', '(', number(depth), ' < ', number(depth), ' <= ', number(depth), ')'),
      ],
      [
        1,
        () =>
          node(
            'expression',
            `('${pick(['1.2', '1.10', '2.0'])}' is version('${pick(['1.2', '1.9', '2.0.0'])}', '${pick(['>=', '<', '==', 'ne'])}'))`,
          ),
      ],
      [1, () => leaf(pick(['true', 'false', 'flag']))],
    ])();
  }

  function arithmetic(depth) {
    if (chance(0.15)) return node('expression', '(', number(depth - 1), ` ** ${below(4)})`);
    if (chance(0.1)) return node('expression', '(-', number(depth - 1), ')');
    const operand = chance(0.9) ? number : any;
    return node(
      'expression',
      '(',
      operand(depth - 1),
      ` ${pick(['+', '-', '*', '/', '//', '%'])} `,
      operand(depth - 1),
      ')',
    );
  }

  function access(depth) {
    return random.weighted([
      [
        2,
        () =>
          node(
            'expression',
            dict(depth),
            pick(['.a', '.b', '.name', '.missing', "['a']", "['x-y']", '.items', '.get("a")']),
          ),
      ],
      [
        1,
        () =>
          leaf(
            pick([
              'nested.a',
              'nested.b.c',
              'nested.b.c[0]',
              'nested.zz.y',
              'pair[0]',
              'pair.1',
              'nodes[0].name',
              'nodes[-1]',
              'nodes.0.v',
            ]),
          ),
      ],
      [2, () => node('expression', list(depth), `[${pick(['0', '-1', '1', '5', '"0"'])}]`)],
      [1, () => node('expression', text(depth), `[${pick(['0', '-1', '1:3', '::-1', '9'])}]`)],
      [1, () => node('expression', any(depth), '[', any(0), ']')],
    ])();
  }

  const slice = () =>
    pick(['1:', ':2', '-2:', '::2', '::-1', '1:3', ':-1', '5:', '1::2', '-1:0:-1']);

  const inlineIf = (depth) =>
    node(
      'expression',
      '(',
      any(depth),
      ' if ',
      condition(depth),
      chance(0.8) ? [' else ', any(depth)] : '',
      ')',
    );

  function listLiteral(depth) {
    const items = Array.from({ length: below(4) }, () => node('argument', any(depth - 1), ', '));
    return node('expression', '[', items, ']');
  }

  function dictLiteral(depth) {
    const keys = ["'a'", "'b'", '1', 'true', "'x y'", 's', '2.5', 'none'];
    const items = Array.from({ length: below(4) }, () =>
      node('argument', pick(keys), ': ', any(depth - 1), ', '),
    );
    return node('expression', '{', items, '}');
  }

  function filtered(depth) {
    const filter = pick([
      'upper',
      'lower',
      'capitalize',
      'title',
      'trim',
      'string',
      'replace("a", "b")',
      'replace(" ", "", 1)',
      'quote',
      'basename',
      'dirname',
      'splitext',
      'b64encode',
      'regex_escape',
      'to_json',
      'to_yaml',
      'to_nice_yaml',
      'to_nice_json',
      'wordcount',
      'center(9)',
      'indent(2)',
      'indent(2, true)',
      'truncate(5)',
      'truncate(7, true, "")',
      'wordwrap(8)',
      'striptags',
      'urlencode',
      'hash("md5")',
      'sha1',
      'comment',
      'expanduser',
      'to_nice_yaml(indent=2)',
      'to_json(sort_keys=true)',
      'tojson',
      'pprint',
      'win_basename',
      'reverse',
      'first',
      'last',
      'ternary("y", "n")',
      'type_debug',
      'bool',
      'int',
      'float',
      'regex_replace("[aeiou]", "<\\\\\\\\g<0>>")',
      'regex_search("[a-z]+")',
      'to_uuid',
      'urlsplit("path")',
      'e',
      'xmlattr',
      'filesizeformat',
      'format(1)',
      'split',
      'split(",")',
      'from_json',
      'from_yaml',
    ]);
    return node('expression', '(', chance(0.7) ? text(depth - 1) : any(depth - 1), ` | ${filter})`);
  }

  function numberFilter(depth) {
    const filter = pick([
      'int',
      'float',
      'abs',
      'round',
      'round(1)',
      'round(2, "floor")',
      'round(0, "ceil")',
      'int(5)',
      'int(0, 16)',
      'float(2.5)',
      'pow(2)',
      'log',
      'root',
      'human_readable',
      'human_to_bytes',
      'string',
      'filesizeformat',
      'filesizeformat(true)',
    ]);
    return node(
      'expression',
      '(',
      chance(0.8) ? number(depth - 1) : any(depth - 1),
      ` | ${filter})`,
    );
  }

  function listFilter(depth) {
    const filter = pick([
      'sort',
      'sort(reverse=true)',
      'unique',
      'reverse | list',
      'list',
      'flatten',
      'flatten(1)',
      'map("string") | list',
      'map("int") | list',
      'map("upper") | join(",")',
      'select("defined") | list',
      'select | list',
      'reject("none") | list',
      'select("string") | list',
      'map(attribute="name") | list',
      'selectattr("on", "defined") | list',
      'rejectattr("on") | list',
      'selectattr("v", "gt", 2) | list',
      'sum',
      'min',
      'max',
      'first',
      'last',
      'join',
      'join(", ")',
      'join(",", attribute="name")',
      'batch(2) | list',
      'slice(2) | list',
      'zip([1, 2]) | list',
      'zip_longest([1], fillvalue="-") | list',
      'groupby("name")',
      'sort(attribute="name")',
      'length',
      'dictsort',
      'dict2items',
      'items2dict(key_name="name", value_name="v")',
      'union([1, "a"]) | length',
      'intersect([1, 2, 3]) | sort',
      'difference([1]) | length',
      'permutations(2) | list',
      'combinations(2) | list',
      'product([1, 2]) | list',
      'to_json',
      'to_yaml',
      'to_nice_yaml',
      'string',
      'shuffle(seed=1) | length',
      'extract(texts)',
      'subelements("tags", skip_missing=true)',
      'map("default", 5) | list',
      'map("regex_replace", "a", "b") | list',
      'map(attribute="v") | sum',
      'sum(attribute="v")',
      'mandatory',
      'type_debug',
      'tojson',
      'map("to_json") | list',
      'rekey_on_member("name")',
      'pprint',
      'any',
      'map("length") | list',
      'list | length',
      'map("first") | list',
      'count',
      'map("bool") | list',
    ]);
    return node('expression', '(', chance(0.8) ? list(depth - 1) : any(depth - 1), ` | ${filter})`);
  }

  function textMethod(depth) {
    const method = pick([
      'upper()',
      'lower()',
      'strip()',
      'split()',
      'split(",")',
      'split("a", 1)',
      'replace("a", "X")',
      'startswith("a")',
      'endswith(("c", "t"))',
      'find("a")',
      'count("a")',
      'join(texts)',
      'zfill(5)',
      'ljust(6, ".")',
      'rjust(6)',
      'center(7, "*")',
      'title()',
      'capitalize()',
      'swapcase()',
      'splitlines()',
      'isdigit()',
      'isalpha()',
      'partition(" ")',
      'rpartition("/")',
      'rsplit(".", 1)',
      'lstrip("/")',
      'index("o")',
      'expandtabs(4)',
      'casefold()',
      'isupper()',
      'isspace()',
      'isalnum()',
      'removeprefix("a")',
      'encode()',
      'format(1, a=2)',
      'append(1)',
      'get("a")',
      'items()',
      'keys() | list',
      'values() | list',
      'copy()',
      'index(1)',
      'bit_length()',
      'is_integer()',
      'isnumeric()',
      'rfind("a")',
      'islower()',
      'istitle()',
    ]);
    return node('expression', chance(0.8) ? text(depth - 1) : any(depth - 1), `.${method}`);
  }

  function textFormat(depth) {
    if (chance(0.5)) return node('expression', `('${pick(FORMATS)}' % `, any(depth - 1), ')');
    if (chance(0.3))
      return node('expression', `('${pick(FORMATS)}' | format(`, any(depth - 1), '))');
    return node('expression', `'${pick(BRACES)}'.format(`, any(depth - 1), ', a=', any(0), ')');
  }

  return { any, text, number, list, dict, condition };
}
