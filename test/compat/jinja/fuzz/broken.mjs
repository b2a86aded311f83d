/**
 * Templates that are broken on purpose: words left out, doubled, exchanged or replaced, tags that do
 * not match, filters and tests that nobody knows or that get too many arguments. Who refuses one must
 * refuse it on both sides, and what is still a template must give the same.
 */
import { node, write } from './tree.mjs';

const WORD =
  /\{%[-+]?|[-+]?%\}|\{\{-?|-?\}\}|\{#|#\}|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|\w+|\*\*|\/\/|[=!<>]=|\s+|[^\s\w]/gu;
const TAG = /\{%[^%]*%\}/gu;

/** What may stand where it should not. */
const STRAY = [
  ...['(', ')', '[', ']', '{', '}', ',', ':', '.', '|', '~', '=', '==', '*', '**', '+', '-', '%'],
  ...['in', 'is', 'not', 'if', 'else', 'and', 'or', 'for', 'loop', 'none', 'True', 'self', 'super'],
  ...[
    "'",
    '"',
    '\\',
    '$',
    '!',
    '?',
    '@',
    ';',
    '&',
    '`',
    '1a',
    '1.',
    '.5',
    '1e',
    '0x',
    '0o8',
    '1__0',
  ],
  ...['{{', '}}', '{%', '%}', '{#', '#}', '-%}', '{%-', 'é', '_', 'lambda', 'import', 'recursive'],
];
const STRAY_TAGS = [
  ...['endif', 'endfor', 'else', 'elif 1', 'endblock', 'endset', 'endmacro', 'endcall', 'endraw'],
  ...[
    'if',
    'if 1',
    'for',
    'for i',
    'for i in',
    'for i in ints',
    'for in ints',
    'set',
    'set x',
    'set x =',
  ],
  ...[
    'set 1 = 2',
    'set x.y = 1',
    'set none = 1',
    'set x, = [1]',
    'set (a, b) = 1',
    'block',
    'block b',
  ],
  ...[
    'macro m',
    'macro m()',
    'macro m(a=1, b)',
    'macro m(1)',
    'macro m(a, a)',
    'call',
    'call m',
    'filter',
  ],
  ...[
    'filter nope',
    'filter upper',
    'with',
    'with x',
    'with x = 1',
    'endwith',
    'raw',
    'raw x',
    'include',
  ],
  ...[
    'include 1',
    'import "inc.j2"',
    'import "inc.j2" as',
    'from "inc.j2" import',
    'extends',
    'extends none',
  ],
  ...[
    'extends "nope.j2"',
    'do',
    'break',
    'continue',
    'print',
    'print 1,',
    'autoescape true',
    'trans',
    'debug',
  ],
  ...[
    'from "inc.j2" import _x',
    'block b-c',
    'block 1',
    'else if',
    'elif',
    'endfilter',
    'for i, i in d',
    '',
  ],
];
const WRONG_ARGUMENTS = [
  ...[
    '(1, 2, 3, 4, 5, 6)',
    '(nope=1)',
    '()',
    '(*ints)',
    '(**d)',
    '(none)',
    '(1, 1=2)',
    '(a=1, 2)',
    '(,)',
  ],
  ...[
    '([])',
    '({})',
    '("x", "y")',
    '(missing)',
    '(1,)',
    '(*d, **d)',
    '(**ints)',
    '(*none)',
    '(1 for 2)',
  ],
];

/** Breaks what the random choices pick, once or twice. */
export function makeBroken(random, tree) {
  const { pick, chance, below } = random;

  const words = (text) => text.match(WORD) ?? [];

  /** Where a filter or test is called. */
  function plugins(text) {
    return Array.from(text.matchAll(/(?:\|\s*|\bis (?:not )?)([a-z_]\w*(?:\.\w+)*)/gu));
  }

  function onWords(text, change) {
    const all = words(text);
    const at = below(Math.max(1, all.length));
    change(all, at);
    return all.join('');
  }

  const changes = [
    [3, (text) => onWords(text, (all, at) => all.splice(at, 1))],
    [2, (text) => onWords(text, (all, at) => all.splice(at, 0, all[at] ?? ''))],
    [1, (text) => onWords(text, (all, at) => all.splice(at, 2, all[at + 1] ?? '', all[at] ?? ''))],
    [3, (text) => onWords(text, (all, at) => all.splice(at, 1, pick(STRAY)))],
    [2, (text) => onWords(text, (all, at) => all.splice(at, 0, pick(STRAY)))],
    [
      2,
      (text) => {
        const tags = Array.from(text.matchAll(TAG));
        if (tags.length === 0) return `${text}{% ${pick(STRAY_TAGS)} %}`;
        const { index, 0: tag } = pick(tags);
        const other = pick(['', tag + tag, `{% ${pick(STRAY_TAGS)} %}`]);
        return text.slice(0, index) + other + text.slice(index + tag.length);
      },
    ],
    [1, (text) => onWords(text, (all, at) => all.splice(at, 0, `{% ${pick(STRAY_TAGS)} %}`))],
    [
      3,
      (text) => {
        const found = plugins(text);
        if (found.length === 0) return text;
        const { index, 0: whole, 1: name } = pick(found);
        const end = index + whole.length;
        const renamed = `${whole.slice(0, whole.length - name.length)}${pick(['nope', 'no.pe', `${name}s`, 'ansible.builtin.nope', 'a.b.nope', '1'])}`;
        const rest = text.slice(end);
        if (chance(0.3)) return text.slice(0, index) + renamed + rest;
        return text.slice(0, end) + pick(WRONG_ARGUMENTS) + rest.replace(/^\([^()]*\)/u, '');
      },
    ],
  ];

  let text = write(tree);
  // What loses its seed is another each time.
  if (/random|shuffle/u.test(text)) return tree;
  for (let left = chance(0.8) ? 1 : 2; left > 0; left -= 1) text = random.weighted(changes)(text);
  // Each word is a leaf of its own, so that a difference shrinks to the words that make it.
  return node(
    'body',
    words(text).map((word) => node('word', word)),
  );
}
