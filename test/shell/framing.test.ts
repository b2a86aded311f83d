import { describe, expect, test } from 'vitest';
import { compileFrame, createMarkScanner, rawSh, type Mark } from '../../engine/shell/index.ts';

const NONCE = 'abc123';

/** Pushes the chunks and gives the text between the marks, and the marks. */
function scan(chunks: readonly string[]): { text: string; marks: Mark[]; pieces: string[] } {
  const pieces: string[] = [];
  const marks: Mark[] = [];
  const push = createMarkScanner(NONCE, {
    onBytes: (bytes) => pieces.push(new TextDecoder('latin1').decode(bytes)),
    onMark: (mark) => marks.push(mark),
  });
  for (const chunk of chunks) push(new TextEncoder().encode(chunk));
  return { text: pieces.join(''), marks, pieces };
}

const begin = `\x1e${NONCE} b 4711\n`;
const part = `\x1e${NONCE} 0 3\n`;
const end = `\x1e${NONCE} e\n`;

describe('createMarkScanner', () => {
  test('tells output from marks', () => {
    expect(scan([`${begin}hello\n${part}${end}`])).toMatchObject({
      text: 'hello\n',
      marks: [{ is: 'begin', pid: 4711 }, { is: 'part', index: 0, rc: 3 }, { is: 'end' }],
    });
  });

  test('finds the same wherever the network cuts', () => {
    const stream = `${begin}one\x1etwo\x1e${NONCE}three\x1e${NONCE} zebra\n${part}${end}`;
    const whole = scan([stream]);
    expect(whole.text).toBe(`one\x1etwo\x1e${NONCE}three\x1e${NONCE} zebra\n`);
    expect(whole.marks).toHaveLength(3);
    for (let cut = 1; cut < stream.length; cut += 1) {
      const halves = scan([stream.slice(0, cut), stream.slice(cut)]);
      expect([cut, halves.text, halves.marks]).toEqual([cut, whole.text, whole.marks]);
    }
    const bytes = scan(Array.from(stream));
    expect([bytes.text, bytes.marks]).toEqual([whole.text, whole.marks]);
  });

  test('holds back what may be a mark, and no more than that', () => {
    const pieces: string[] = [];
    const push = createMarkScanner(NONCE, {
      onBytes: (bytes) => pieces.push(new TextDecoder().decode(bytes)),
      onMark: () => undefined,
    });
    push(new TextEncoder().encode('live\x1eabc'));
    expect(pieces).toEqual(['live']);
    push(new TextEncoder().encode('no'));
    expect(pieces.join('')).toBe('live\x1eabcno');
  });

  test('gives up on a mark that never ends', () => {
    const long = `\x1e${NONCE} ${'x'.repeat(200)}`;
    expect(scan([long])).toMatchObject({ text: long, marks: [] });
  });
});

describe('compileFrame', () => {
  test('refuses a script that no shell could read', () => {
    expect(() => compileFrame(NONCE, [{ script: rawSh('echo \0') }])).toThrow(RangeError);
  });

  test('keeps a leading dash from becoming an option of eval', () => {
    expect(compileFrame(NONCE, [{ script: rawSh('-x') }])).toContain(`( eval ' -x' )`);
  });

  test('keeps stdin out of every command line but printf, which is builtin', () => {
    const frame = compileFrame(NONCE, [{ script: rawSh('cat'), stdin: 'hunter2' }]);
    const lines = frame.split('\n').filter((line) => line.includes('hunter2'));
    expect(lines).toEqual([expect.stringMatching(/^printf '%s' hunter2 2>\/dev\/null \| \(/)]);
  });
});
