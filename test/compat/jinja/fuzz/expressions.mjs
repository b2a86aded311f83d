/** The grammar of expressions: kinds are a wish, not a promise, so that wrong types turn up as well. */
import { NAMES } from './values.mjs';
import { ADDRESSES, ADDRESS_FILTERS, ADDRESS_TESTS } from './addresses.mjs';
import { DICT_OPTIONS, LIST_OPTIONS } from './collection-filters.mjs';
import { NUMBER_OPTIONS, TEXT_OPTIONS } from './filters.mjs';
import { BRACES, CALLS, FORMATS, STRINGS, TESTS_OF_RESULTS, TEST_PHRASES } from './phrases.mjs';
import {
  BYTES_METHODS,
  DICT_METHODS,
  LIST_METHODS,
  NUMBER_METHODS,
  TEXT_METHODS,
} from './methods.mjs';
import {
  LIST_FILTERS,
  LITERAL_NUMBERS,
  LITERAL_TEXTS,
  NUMBER_FILTERS,
  PATTERNS,
  TESTS_PLAIN,
  TESTS_WITH,
  TEXT_FILTERS,
} from './words.mjs';
import { node } from './tree.mjs';

const quote = (text) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`;

/**
 * Makes the generator of expressions over one source of choices.
 * @param hasAddresses whether filters of addresses may stand in them
 */
export function makeExpressions(random, hasAddresses) {
  const { pick, chance, below } = random;
  const leaf = (text) => node('expression', text);

  function text(depth) {
    return random.weighted([
      [3, () => leaf(quote(pick(LITERAL_TEXTS)))],
      [1, () => leaf(pick(STRINGS))],
      [4, () => leaf(pick(NAMES.text))],
      [depth, () => filtered(depth)],
      [depth, () => optioned(TEXT_OPTIONS, text, depth)],
      [hasAddresses ? depth / 2 : 0, addressed],
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
      [depth / 2, () => optioned(NUMBER_OPTIONS, number, depth)],
      [depth / 4, () => method(NUMBER_METHODS, number, depth)],
    ])();
  }

  function list(depth) {
    return random.weighted([
      [4, () => leaf(pick(NAMES.list))],
      [1, () => leaf('nodes')],
      [depth, () => listLiteral(depth)],
      [depth, () => listFilter(depth)],
      [depth, () => optioned(LIST_OPTIONS, list, depth)],
      [depth / 3, () => method(LIST_METHODS, list, depth)],
      [1, () => leaf(`range(${below(5)}, ${below(8)})`)],
      [depth / 2, () => node('expression', any(depth - 1), '[', slice(), ']')],
    ])();
  }

  function dict(depth) {
    return random.weighted([
      [4, () => leaf(pick(NAMES.dict))],
      [depth, () => dictLiteral(depth)],
      [depth / 2, () => optioned(DICT_OPTIONS, dict, depth)],
      [depth / 3, () => method(DICT_METHODS, dict, depth)],
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
      [0.5, () => leaf(pick(CALLS))],
      [0.5, () => unparenthesized(depth - 1)],
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
      [1, () => node('expression', '(', any(depth), ` is ${pick(TEST_PHRASES)})`)],
      [0.5, () => node('expression', `(${pick(TESTS_OF_RESULTS)})`)],
      [
        hasAddresses ? 0.5 : 0,
        () => leaf(`('${pick(ADDRESSES)}' is ${pick(['', 'not '])}${pick(ADDRESS_TESTS)})`),
      ],
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

  /** A filter with some of its options; what one option says may contradict another. */
  function optioned(filters, input, depth) {
    const [name, options] = pick(filters);
    // Without a seed nobody can say what they pick.
    const isSeeded = /random|shuffle/u.test(name);
    const chosen = options.length > 0 && (isSeeded || chance(0.75)) ? [pick(options)] : [];
    const other = chosen.length > 0 && chance(0.25) ? pick(options) : '';
    const keywords = Array.from(other.matchAll(/(\w+)=/gu), ([, keyword]) => keyword);
    const isNew = keywords.every((keyword) => !chosen[0].includes(`${keyword}=`));
    if (keywords.length > 0 && other.startsWith(keywords[0]) && isNew) chosen.push(other);
    const args = chosen.length === 0 ? '' : `(${chosen.join(', ')})`;
    const value = chance(0.85) ? input(depth - 1) : any(depth - 1);
    return node('expression', '(', value, ` | ${name.replace(/(?= \|)|$/u, args)})`);
  }

  const addressed = () =>
    leaf(`('${pick(ADDRESSES)}' | ${pick(ADDRESS_FILTERS)}${chance(0.2) ? ' | string' : ''})`);

  const method = (methods, input, depth) =>
    node('expression', chance(0.9) ? input(depth - 1) : any(depth - 1), `.${pick(methods)}`);

  /** Operators as they bind without parentheses. */
  function unparenthesized(depth) {
    const operator = () =>
      pick([
        '+',
        '-',
        '*',
        '/',
        '//',
        '%',
        '**',
        '~',
        'and',
        'or',
        '==',
        '<',
        '>=',
        'in',
        'not in',
      ]);
    const operand = () =>
      node(
        'expression',
        pick(['', '', '', '-', 'not ', '+']),
        simple(),
        pick(['', '', ' | string', ' | int', ' is defined', ' is not none', '.a']),
      );
    return node(
      'expression',
      '(',
      operand(),
      ` ${operator()} `,
      operand(),
      ` ${operator()} `,
      chance(0.3) ? any(depth) : operand(),
      ')',
    );
  }

  function filtered(depth) {
    const filter = pick(TEXT_FILTERS);
    return node('expression', '(', chance(0.7) ? text(depth - 1) : any(depth - 1), ` | ${filter})`);
  }

  function numberFilter(depth) {
    const filter = pick(NUMBER_FILTERS);
    return node(
      'expression',
      '(',
      chance(0.8) ? number(depth - 1) : any(depth - 1),
      ` | ${filter})`,
    );
  }

  function listFilter(depth) {
    const filter = pick(LIST_FILTERS);
    return node('expression', '(', chance(0.8) ? list(depth - 1) : any(depth - 1), ` | ${filter})`);
  }

  function textMethod(depth) {
    if (chance(0.1)) return node('expression', text(depth - 1), `.encode().${pick(BYTES_METHODS)}`);
    const method = pick(TEXT_METHODS);
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
