/** Variables of the generated cases: the same names with the same kinds, with different contents. */

const TEXTS = [
  '',
  'a',
  'kubelet',
  'Hello World',
  ' padded ',
  '42',
  '-7',
  '1.5',
  '0x1f',
  'true',
  'yes',
  'None',
  'null',
  'a,b,c',
  'line one\nline two\n',
  'tab\there',
  "it's",
  'say "x"',
  '<a href="x">T & C</a>',
  'ünïcödé',
  'ß',
  '日本',
  '😀',
  '/etc/kubernetes/pki/ca.crt',
  '10.0.0.1/24',
  'v1.28.3-rc.1',
  '[1, 2]',
  "{'a': 1}",
  '{{ one }}',
  'a\\b',
  'key: value',
  '# no comment',
  '1e3',
  '2020-01-01',
];
const INTEGERS = [0, 1, 2, 3, 7, -1, -5, 10, 42, 255, 1000, 65_536];
const FLOATS = ['0.0', '1.0', '2.5', '-0.5', '3.14159', '1e+16', '1e-05', '100.0', '0.1'];
const KEYS = ['a', 'b', 'name', 'port', 'items', 'x-y', '1'];

const toFloat = (text) => ({ $float: text });

function scalar(random) {
  return random.weighted([
    [4, random.pick(TEXTS)],
    [4, random.pick(INTEGERS)],
    [2, toFloat(random.pick(FLOATS))],
    [1, random.chance(0.5)],
    [1, null],
  ]);
}

function listOf(random, item, most = 4) {
  return Array.from({ length: random.below(most + 1) }, () => item(random));
}

function mapping(random, item) {
  const keys = KEYS.filter(() => random.chance(0.5));
  const pairs = keys.map((key) => [key, item(random)]);
  return keys.includes('1') ? { $dict: pairs } : Object.fromEntries(pairs);
}

function nested(random) {
  return random.weighted([
    [3, scalar(random)],
    [1, listOf(random, scalar)],
    [1, mapping(random, scalar)],
  ]);
}

function record(random) {
  const made = { name: random.pick(['a', 'b', 'c', 'Node', 'node']), v: random.pick(INTEGERS) };
  if (random.chance(0.7)) made.on = random.chance(0.5);
  if (random.chance(0.4)) made.tags = listOf(random, () => random.pick(['x', 'y', 'z']), 3);
  return made;
}

/** Names by the kind of value they hold. */
export const NAMES = {
  text: ['s', 't', 'path', 'multi'],
  number: ['one', 'num', 'big', 'pi'],
  list: ['ints', 'texts', 'mixed', 'pair'],
  dict: ['d', 'nested'],
  records: ['nodes'],
  other: ['flag', 'nothing', 'tmpl', 'tmpl_list', 'missing', 'raw_text'],
};

/** Makes the variables of one case, in tagged JSON. */
export function makeVariables(random) {
  return {
    s: random.pick(TEXTS),
    t: random.pick(TEXTS),
    path: random.pick(['/etc/hosts', 'roles/kubelet/tasks/main.yml', '~/x', 'a.tar.gz']),
    multi: random.pick(['a\n  b\n\nc', 'one\ntwo\n', '', '\n\nx']),
    one: 1,
    num: random.pick(INTEGERS),
    big: {
      $int: random.pick(['12345678901234567890', '-9007199254740993', '18446744073709551616']),
    },
    pi: toFloat(random.pick(FLOATS)),
    ints: listOf(random, () => random.pick(INTEGERS)),
    texts: listOf(random, () => random.pick(TEXTS)),
    mixed: listOf(random, nested),
    pair: { $tuple: [scalar(random), scalar(random)] },
    d: mapping(random, scalar),
    nested: { a: mapping(random, nested), b: { c: listOf(random, scalar) } },
    nodes: listOf(random, record),
    flag: random.chance(0.5),
    nothing: null,
    tmpl: random.pick(['{{ one }}', 'v{{ num }}', '{{ ints }}', "{{ s ~ 'x' }}", '{{ d }}']),
    tmpl_list: ['{{ one }}', '{{ s }}'],
    raw_text: { $unsafe: random.pick(['{{ one }}', '{% if %}', 'plain']) },
  };
}
