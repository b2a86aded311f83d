/** Pieces of templates between and around expressions. */

export const DATA = [
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

export const RAWS = [
  '{% raw %}{{ x }}{% endraw %}',
  '{%- raw -%} {{ x }} {%- endraw -%}',
  ' {% raw -%}\n{% if %}\n{%- endraw %}\n',
  '{%+ raw %}\n {# #}\n{%+ endraw +%}',
];

export const COMMENTS = [
  '{# c #}',
  '{#- c -#}',
  '{# {{ x }} #}',
  ' {#+ c +#} ',
  '{# a\nb #}\n',
  '{# {% endraw %} -#}\n\n',
  '{##}',
];

/** Files that stand beside the cases. */
export const INCLUDES = [
  '{% include "inc.j2" %}',
  '{% include "inc_set.j2" %}{{ inner | default("-") }}',
  '{% include "inc_nonl.j2" without context %}',
  '{% include ["nope.j2", "inc.j2"] %}',
  '{% include "options.j2" %}',
  '{% from "options.j2" import m %}{{ m(s) }}',
  '{% include "nope.j2" ignore missing %}',
  '{% include "nope.j2" %}',
  '{% include ["nope.j2"] ignore missing with context %}',
  '{% import "macros.j2" as m %}{{ m.kv("a", 1) }}{{ m.version }}',
  '{% import "macros.j2" as m %}{{ m._private }}{{ m.nope }}',
  '{% from "macros.j2" import kv %}{{ kv(s, value=t, sep=":") }}',
  '{% from "macros.j2" import listing as l, version with context %}{{ l(ints) }}{{ version }}',
  '{% from "macros.j2" import nope %}{{ nope }}',
  '{% import "macros.j2" as m with context %}{{ m.whoami() }}',
  '{% from "macros.j2" import wrapcall %}{% call wrapcall("b") %}{{ s }}{% endcall %}',
];

export const BLOCK_FILTERS = [
  'upper',
  'trim',
  'indent(2) | upper',
  'replace("a", "b")',
  'to_json',
  'length',
  'from_yaml',
  'int',
];

/** First lines that say how the rest is written. */
export const HEADERS = [
  '#jinja2: trim_blocks: False\n',
  '#jinja2: lstrip_blocks: True, trim_blocks: True\n',
  "#jinja2: newline_sequence: '\\r\\n'\n",
  '#jinja2: keep_trailing_newline: True\n',
  "#jinja2: line_statement_prefix: '%%', line_comment_prefix: '##'\n%% if 1\n",
  "#jinja2: comment_start_string: '/*', comment_end_string: '*/'\n/* x */",
  '#jinja2: trim_blocks\n',
  '#jinja2:\n',
  '\n#jinja2: trim_blocks: False\n',
];
