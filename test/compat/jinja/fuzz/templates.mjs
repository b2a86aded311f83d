/** The grammar of whole templates: statements around expressions, white space, whitespace control. */
import { makeExpressions } from './expressions.mjs';
import { node, write } from './tree.mjs';
import { makeVariables } from './values.mjs';

const DATA = [
  'x',
  ' ',
  '\n',
  'a b',
  '  \n',
  '\n\n',
  'port = ',
  '- ',
  'é',
  '"',
  "'",
  '{',
  '}',
  '#',
  '%',
  '[',
  ']',
  'True',
  '1',
];

function makeStatements(random) {
  const { pick, chance } = random;
  const expressions = makeExpressions(random);
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
            tag(`filter ${pick(['upper', 'trim', 'replace("a", "b")', 'indent(2)'])}`),
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
      [0.3, () => node('statement', '{% raw %}{{ x }}{% endraw %}')],
      [0.3, () => node('statement', pick(['{# c #}', '{#- c -#}', '{# {{ x }} #}']))],
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

/** Makes one case: `{mode, tree, vars, opts}`. */
export function makeCase(random) {
  const statements = makeStatements(random);
  const depth = 2 + random.below(3);
  const mode = random.weighted([
    [5, 'string'],
    [4, 'file'],
    [2, 'when'],
  ]);
  const vars = makeVariables(random);
  if (mode === 'when')
    return { mode, tree: statements.expressions.condition(depth), vars, opts: {} };
  if (mode === 'string' && random.chance(0.6)) {
    return { mode, tree: statements.output(depth), vars, opts: {} };
  }
  const opts = mode === 'file' && random.chance(0.2) ? { lstrip_blocks: true } : {};
  return { mode, tree: statements.body(depth), vars, opts };
}

/** The case as it is sent: with the template's text. */
export function toRequest({ mode, tree, vars, opts }) {
  return { mode, template: write(tree), vars, opts };
}
