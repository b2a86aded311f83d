/** Output for machines: JSON spelled as Python does, and JUnit XML. */
import { describe, expect, test } from 'vitest';
import { Bytes, CalendarTime, Dict, Float, PySet, Tuple } from '../../engine/base/index.ts';
import { makeJsonReporter, makeJunitReporter } from '../../engine/report/index.ts';
import { renderPythonJson } from '../../engine/report/python-json.ts';
import { changed, done, failed, ok, play, skipped, summary, task, unreachable } from './events.ts';
import { show } from './show.ts';

// What Python 3.11's json.dumps(value, ensure_ascii=False, sort_keys=True) gives.
describe('JSON is spelled as in Python', () => {
  test.each([
    ['whole float', new Float(1), '1.0'],
    ['small float', new Float(0.00001), '1e-05'],
    ['smallest plain float', new Float(0.0001), '0.0001'],
    ['large float', new Float(1.5e16), '1.5e+16'],
    ['largest plain float', new Float(1e15), '1000000000000000.0'],
    ['negative zero', new Float(-0), '-0.0'],
    ['not a number', new Float(NaN), 'NaN'],
    ['infinity', new Float(-Infinity), '-Infinity'],
    ['big integer', 2n ** 70n, '1180591620717411303424'],
    ['text', 'ä"\\\n\t\u0001/\u2028', '"ä\\"\\\\\\n\\t\\u0001/\u2028"'],
    ['tuple', new Tuple([1, null]), '[1, null]'],
    ['set', new PySet(['a']), '["a"]'],
    ['bytes', new Bytes(new Uint8Array([104, 105])), '"hi"'],
    ['date', new CalendarTime('2026-11-24', '2026-11-24'), '"2026-11-24"'],
    ['empty', [{}, []], '[{}, []]'],
    [
      'number keys',
      new Dict([
        [10, 'b'],
        [9, 'a'],
      ]),
      '{"9": "a", "10": "b"}',
    ],
    [
      'keys by code point',
      { '\uFF5E': 1, '\u{1F600}': 2, B: 3, a: 4 },
      '{"B": 3, "a": 4, "\uFF5E": 1, "\u{1F600}": 2}',
    ],
  ])('%s', (_, value, expected) => {
    expect(renderPythonJson(value)).toBe(expected);
  });
});

const events = [
  { type: 'playbook-start', path: 'playbooks/site.yml' },
  { type: 'play-start', name: 'Nodes', hosts: ['web1'] },
  ...play(task('Copy <it> & "more"', 'copy', 'site.yml:4'), { web1: changed({ dest: '/a' }) }),
  ...play(task('Not here', 'copy', 'site.yml:6'), { web1: skipped() }),
  ...play(task('Never mind', 'copy', 'site.yml:8'), {
    web1: failed('no', {}, { isIgnored: true }),
  }),
  ...play(task('Breaks', 'copy', 'site.yml:10'), { web1: failed('a\u0007b') }),
  ...play(task('Away', 'copy', 'site.yml:12'), { web2: unreachable('gone') }),
  ...play(task('Hidden', 'copy', 'site.yml:14'), {
    web1: ok({ password: 'hunter2' }, { isCensored: true }),
  }),
  done(summary({ web1: [1, 1, 0, 1, 1, 0, 1], web2: [0, 0, 1] })),
] as const;

test('junit writes one test case per task and host', () => {
  let time = 0;
  const text = show(makeJunitReporter, events, { now: () => (time += 250) });
  expect(text).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="utf-8"?>
    <testsuites>
      <testsuite name="site" tests="6" failures="2" errors="0" skipped="1" time="1.500">
        <testcase classname="site.yml:4" name="[web1] Nodes: Copy &lt;it&gt; &amp; &quot;more&quot;" time="0.250">
          <system-out>{&quot;changed&quot;: true, &quot;dest&quot;: &quot;/a&quot;}</system-out>
        </testcase>
        <testcase classname="site.yml:6" name="[web1] Nodes: Not here" time="0.250">
          <skipped message="Conditional result was False"/>
        </testcase>
        <testcase classname="site.yml:8" name="[web1] Nodes: Never mind" time="0.250">
          <system-out>{&quot;changed&quot;: false, &quot;msg&quot;: &quot;no&quot;}</system-out>
        </testcase>
        <testcase classname="site.yml:10" name="[web1] Nodes: Breaks" time="0.250">
          <failure message="a�b" type="failure">{&quot;changed&quot;: false, &quot;msg&quot;: &quot;a\\u0007b&quot;}</failure>
        </testcase>
        <testcase classname="site.yml:12" name="[web2] Nodes: Away" time="0.250">
          <failure message="gone" type="failure">{&quot;changed&quot;: false, &quot;msg&quot;: &quot;gone&quot;, &quot;unreachable&quot;: true}</failure>
        </testcase>
        <testcase classname="site.yml:14" name="[web1] Nodes: Hidden" time="0.250">
          <system-out>{&quot;censored&quot;: &quot;the output has been hidden due to the fact that 'no_log: true' was specified for this result&quot;, &quot;changed&quot;: false}</system-out>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('json says where a problem lies, and nothing of a hidden result', () => {
  const problem = { code: 'undefined-variable', message: '`port` is not defined' };
  const text = show(
    makeJsonReporter,
    [
      ...play(task('Breaks', 'copy', 'site.yml:4'), { web1: failed('no', {}, { problem }) }),
      ...play(task('Hidden', 'copy', 'site.yml:6'), {
        web1: failed('hunter2', {}, { problem, isCensored: true }),
      }),
      { type: 'warning', message: 'not between the lines of a document' },
      done(summary({ web1: [0, 0, 0, 1] })),
    ],
    {},
  );
  expect(JSON.parse(text)).toMatchObject({
    plays: [
      {
        tasks: [
          { hosts: { web1: { failed: true, msg: 'no', problem } }, task: { path: 'site.yml:4' } },
          { hosts: { web1: { failed: true } } },
        ],
      },
    ],
    stats: { web1: { failures: 1 } },
  });
  expect(text).not.toContain('hunter2');
  expect(text.match(/is not defined/g)).toHaveLength(1);
});

test('json keeps the differences that were asked for', () => {
  const diff = [{ beforeHeader: '/a', afterHeader: '/a', before: '1\n', after: '2\n' }];
  const written = play(task('Write', 'copy', 'site.yml:4'), { web1: changed({}, { diff }) });
  const text = show(makeJsonReporter, [...written, done(summary({ web1: [1, 1] }))], {});
  expect(text).toContain('"before_header": "/a"');
  expect(text).toContain('"after": "2\\n"');
});
