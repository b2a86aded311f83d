import { describe, expect, it } from 'vitest';
import { describeProblem, drawFrame, type SourceFile, type Span } from '../../engine/base/index.ts';

const playbook: SourceFile = {
  path: 'playbooks/site.yml',
  text: [
    '- hosts: nodes',
    '  tasks:',
    '    - name: Install the kubelet unit',
    '      ansible.builtin.copy:',
    '        destt: /etc/systemd/system/kubelet.service',
    '        src: kubelet.service',
    '',
  ].join('\n'),
};

function spanOf(text: string, file = playbook): Span {
  const start = file.text.indexOf(text);
  return { file, start, end: start + text.length };
}

describe('a code frame', () => {
  it('points at the key with two lines of context and the hint behind the carets', () => {
    const span = spanOf('destt');
    expect(
      describeProblem({
        code: 'unknown-parameter',
        message: '`destt` is not a parameter of copy',
        span,
        hint: 'did you mean `dest`?',
        help: 'kplay doc copy',
        related: [{ span: spanOf('- hosts'), note: 'in this play' }],
      }),
    ).toBe(
      [
        'playbooks/site.yml:5:9  error  unknown-parameter',
        '  `destt` is not a parameter of copy',
        '',
        '    3 |     - name: Install the kubelet unit',
        '    4 |       ansible.builtin.copy:',
        '  > 5 |         destt: /etc/systemd/system/kubelet.service',
        '      |         ^^^^^ did you mean `dest`?',
        '    6 |         src: kubelet.service',
        '',
        '  playbooks/site.yml:1:1  in this play',
        '  help: kplay doc copy',
      ].join('\n'),
    );
  });

  it('widens tabs before it counts columns', () => {
    const file = { path: 'tabs.yml', text: '\tkey: value\n' };
    expect(drawFrame(spanOf('key', file))).toBe('  > 1 |     key: value\n      |     ^^^');
  });

  it('counts characters and not code units', () => {
    const file = { path: 'emoji.yml', text: 'title: "🚀🚀" oops\n' };
    expect(describeProblem({ code: 'x', message: 'm', span: spanOf('oops', file) })).toContain(
      'emoji.yml:1:13',
    );
  });

  it('cuts a long line so that the caret stays visible', () => {
    const file = { path: 'long.yml', text: `${'a'.repeat(300)}needle${'b'.repeat(300)}` };
    const drawn = drawFrame(spanOf('needle', file)).split('\n');
    expect(drawn[0]).toContain('needle');
    expect(drawn[0]!.length).toBeLessThan(120);
    expect(drawn[1]!.indexOf('^')).toBe(drawn[0]!.indexOf('needle'));
  });

  it('underlines only the first line of a span over several lines', () => {
    const span = { file: playbook, start: 0, end: playbook.text.length };
    expect(drawFrame(span)).toContain('^'.repeat('- hosts: nodes'.length));
  });
});
