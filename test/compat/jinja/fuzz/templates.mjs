/** The grammar of whole templates: statements around expressions, white space, whitespace control. */
import { makeBroken } from './broken.mjs';
import { makeExpressions } from './expressions.mjs';
import { BLOCK_FILTERS, COMMENTS, DATA, HEADERS, INCLUDES, RAWS } from './pieces.mjs';
import { node, write } from './tree.mjs';
import { makeVariables } from './values.mjs';

/** Files are only found from templates that are files themselves. */
function makeStatements(random, hasAddresses, hasFiles) {
  const { pick, chance } = random;
  const expressions = makeExpressions(random, hasAddresses);
  const open = () => pick(['{%', '{%', '{%', '{%-', '{%+']);
  const close = () => pick(['%}', '%}', '%}', '-%}', '+%}']);
  const tag = (...inside) => [`${open()} `, ...inside, ` ${close()}`];

  const output = (depth) =>
    node(
      'statement',
      pick(['{{ ', '{{ ', '{{', '{{- ']),
      expressions.any(depth),
      pick([' }}', ' }}', '}}', ' -}}']),
    );
  const data = () => node('data', pick(DATA));

  function body(depth) {
    const parts = Array.from({ length: 1 + random.below(3) }, () => part(depth));
    return node('body', parts);
  }

  function part(depth) {
    if (depth <= 0) return chance(0.5) ? data() : output(1);
    return random.weighted([
      [3, data],
      [4, () => output(depth)],
      [2, () => condition(depth)],
      [2, () => loop(depth)],
      [1, () => node('statement', tag('set v = ', expressions.any(depth)), '{{ v }}')],
      [1, () => node('statement', tag('set v'), body(depth - 1), tag('endset'), '{{ v }}')],
      [1, () => macro(depth)],
      [
        0.5,
        () =>
          node(
            'statement',
            tag(
              `filter ${pick(['upper', 'trim', 'replace("a", "b")', 'indent(2)', 'upper | trim', 'to_json', 'length', 'wordcount', 'first', 'regex_replace("a", "b")', 'bool', 'from_yaml'])}`,
            ),
            body(depth - 1),
            tag('endfilter'),
          ),
      ],
      [
        0.5,
        () =>
          node(
            'statement',
            tag('with w = ', expressions.any(depth)),
            '{{ w }}',
            body(depth - 1),
            tag('endwith'),
          ),
      ],
      [0.3, () => node('statement', pick(RAWS))],
      [0.3, () => node('statement', pick(COMMENTS))],
      [0.5, () => recursion()],
      [0.5, () => caller(depth)],
      [0.5, () => pairs(depth)],
      [0.3, () => block(depth)],
      [hasFiles ? 0.3 : 0, () => node('statement', pick(INCLUDES))],
      [
        0.3,
        () =>
          node(
            'statement',
            tag('set v | ', pick(BLOCK_FILTERS)),
            body(depth - 1),
            tag('endset'),
            '{{ v }}',
          ),
      ],
      [
        0.3,
        () =>
          node('statement', tag('set a, b = 1, ', expressions.any(depth - 1)), '{{ a }}{{ b }}'),
      ],
      [
        0.2,
        () =>
          node(
            'statement',
            pick([
              '{{ self.b() }}',
              '{% print s %}',
              '{% print s, one %}',
              '{{ m(1) }}',
              '{% do 1 %}',
              '{% endif %}',
              '{% nope %}',
              '{{ }}',
              '{{',
              '{%',
              '{#',
              '{{ 1 }',
              '{% if %}',
              '{% else %}',
            ]),
          ),
      ],
      [0.5, () => namespace(depth)],
      [0.3, () => node('statement', tag('set p, q = ', expressions.list(depth)), '{{ p }}')],
    ])();
  }

  function condition(depth) {
    const otherwise = chance(0.5) ? [tag('else'), body(depth - 1)] : [];
    const middle = chance(0.3) ? [tag('elif ', expressions.any(depth - 1)), body(depth - 1)] : [];
    const test = chance(0.6) ? expressions.condition(depth - 1) : expressions.any(depth - 1);
    return node(
      'statement',
      tag('if ', test),
      body(depth - 1),
      middle.flat(),
      otherwise.flat(),
      tag('endif'),
    );
  }

  function loop(depth) {
    const inside = pick([
      '{{ i }}',
      '{{ loop.index }}',
      '{{ loop.last }}',
      '{{ i }}{{ "," if not loop.last }}',
      '{{ loop.cycle("a", "b") }}',
      '{{ loop.length }}',
      '{{ loop.revindex0 }}',
      '{{ loop.previtem | default("-") }}',
      '{{ loop.changed(i) }}',
    ]);
    const filter = chance(0.25)
      ? pick([' if i', ' if i is string', ' if i is number and i > 1', ' if not loop'])
      : '';
    const otherwise = chance(0.3) ? [tag('else'), body(depth - 1)] : [];
    const source = chance(0.85) ? expressions.list(depth - 1) : expressions.any(depth - 1);
    if (chance(0.2)) {
      return node(
        'statement',
        tag('for k, i in ', expressions.dict(depth - 1), '.items()'),
        '{{ k }}=',
        inside,
        tag('endfor'),
      );
    }
    return node(
      'statement',
      tag('for i in ', source, filter),
      inside,
      body(depth - 1),
      otherwise.flat(),
      tag('endfor'),
    );
  }

  function macro(depth) {
    const call = pick([
      'm()',
      'm(1)',
      'm(1, 2)',
      'm(b=3)',
      'm(1, b=[])',
      'm(*ints)',
      'm(**d)',
      'm("x") | upper',
      'm(1, 2, 3)',
      'm.name',
      'm.arguments',
      'm.catch_varargs',
      'm.caller',
      'm',
      'm(1) ~ m(2)',
      'm(1) | length',
      'm(caller=1)',
      'm(m(1))',
      'm(1, a=2)',
      'm(1) == m(1)',
      'm(1) is string',
      '[m(1)]',
    ]);
    return node(
      'statement',
      tag('macro m(a, b=', expressions.any(0), ')'),
      pick([
        '{{ a }}',
        '{{ b }}',
        '{{ a | default("-") }}',
        '{{ varargs }}',
        '{{ kwargs }}',
        '{{ caller is defined }}',
      ]),
      body(depth - 1),
      tag('endmacro'),
      `{{ ${call} }}`,
    );
  }

  /** Trees of dicts and lists, walked by a loop that calls itself. */
  const recursion = () =>
    node(
      'statement',
      tag(
        `for i in ${pick(['[[1, [2]], 3]', '[[[]]]', 'mixed', 'nodes', '[ints, [texts]]'])} recursive`,
      ),
      pick(['{{ loop.depth }}', '{{ loop.depth0 }}:{{ loop.index }}', '{{ loop.first }}', '', '-']),
      pick([
        '{% if i is iterable and i is not string and i is not mapping %}({{ loop(i) }}){% else %}{{ i }}{% endif %}',
        '{{ i.tags and loop(i.tags) }}',
        '{{ loop(i) if i is sequence and i is not string }}',
      ]),
      tag('endfor'),
    );

  const caller = (depth) =>
    node(
      'statement',
      tag('macro w(x)'),
      pick([
        '[{{ caller() }}]',
        '{{ caller(x) }}',
        '{{ caller(x, 2) }}{{ caller() }}',
        '{{ caller is defined }}',
        '{{ x }}',
      ]),
      tag('endmacro'),
      tag(
        pick(['call w(1)', 'call(y) w(s)', 'call(y, z=3) w(one)', 'call w()', 'call(y) w(x=ints)']),
      ),
      pick(['{{ y }}', '{{ z }}', '{{ y | default("-") }}', '']),
      body(depth - 1),
      tag('endcall'),
    );

  const pairs = (depth) =>
    node(
      'statement',
      tag(
        pick([
          'for a, b in d.items()',
          'for k in d',
          'for k in d | dictsort',
          'for (a, b) in [(1, 2), (3, 4)]',
          'for a, (b, c) in [(1, (2, 3))]',
          'for a, b in nodes | groupby("name")',
          'for g in nodes | groupby("v")',
          'for a, b in ["xy", "zw"]',
          'for i in 3',
          'for c in s',
          'for a in ints if a > 1',
          'for a in ints if loop.index > 1',
          'for i, j in ints | zip(texts)',
        ]),
      ),
      pick([
        '{{ a }}{{ b }}',
        '{{ k }}',
        '{{ g.grouper }}{{ g.list | length }}',
        '{{ loop.nextitem | default("-") }}',
        '{{ loop.index0 }}{{ loop.revindex }}',
        '{{ loop }}',
        '{{ c }}',
        '{{ loop.length }}/{{ loop.last }}',
        '{% if loop.changed(a) %}!{% endif %}',
        '{% set z = loop.index %}{{ z }}',
        '{{ i }}{{ j }}',
      ]),
      chance(0.3) ? body(depth - 1) : '',
      tag('endfor'),
      pick(['', '{{ a }}', '{{ loop is defined }}']),
    );

  const block = (depth) =>
    node(
      'statement',
      tag(pick(['block b', 'block b scoped', 'block b required'])),
      body(depth - 1),
      tag(pick(['endblock', 'endblock b'])),
      pick(['', '{{ self.b() }}']),
    );

  const namespace = (depth) =>
    node(
      'statement',
      tag('set ns = namespace(n=0)'),
      tag('for i in ', expressions.list(depth - 1)),
      tag('set ns.n = ns.n + ', expressions.number(0)),
      tag('endfor'),
      '{{ ns.n }}',
    );

  return { body, output, expressions };
}

/** Options of the template module. */
function makeOptions(random) {
  return random.weighted([
    [10, {}],
    [3, { lstrip_blocks: true }],
    [1, { trim_blocks: false }],
    [1, { trim_blocks: false, lstrip_blocks: true }],
    [1, { newline_sequence: '\r\n' }],
    [1, { keep_trailing_newline: true }],
  ]);
}

/** Makes one case: `{mode, tree, vars, opts}`; every eighth is broken. */
export function makeCase(random, hasAddresses = false) {
  const whole = makeWhole(random, hasAddresses);
  return random.chance(0.125) ? { ...whole, tree: makeBroken(random, whole.tree) } : whole;
}

function makeWhole(random, hasAddresses) {
  const depth = 2 + random.below(3);
  const mode = random.weighted([
    [5, 'string'],
    [4, 'file'],
    [2, 'when'],
  ]);
  const statements = makeStatements(random, hasAddresses, mode === 'file');
  const vars = makeVariables(random);
  if (mode === 'when')
    return { mode, tree: statements.expressions.condition(depth), vars, opts: {} };
  if (mode === 'string' && random.chance(0.6)) {
    return { mode, tree: statements.output(depth), vars, opts: {} };
  }
  const opts = mode === 'file' ? makeOptions(random) : {};
  const body = statements.body(depth);
  const tree = random.chance(0.05) ? node('body', random.pick(HEADERS), body) : body;
  return { mode, tree, vars, opts };
}

/** The case as it is sent: with the template's text. */
export function toRequest({ mode, tree, vars, opts }) {
  return { mode, template: write(tree), vars, opts };
}
