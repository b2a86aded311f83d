/** The sister programs under their own names, beside what Ansible's printed (record.py). */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readData } from '../../roles/trusted.ts';
import { callKplay } from '../../support/call-kplay.ts';

interface RecordedCall {
  readonly words: readonly [string, ...string[]];
  readonly code: number;
  readonly stdout: string;
}

const calls = readData<readonly RecordedCall[]>(new URL('recorded.json', import.meta.url));
const folder = join(import.meta.dirname, 'project');

/** No Python was looked for, and times differ. */
function normalize(text: string): string {
  return text
    .replaceAll(folder, '<here>')
    .replace(/"ansible_facts": \{\s*"discovered_interpreter_python": "[^"]*"\s*\},\s*/g, '')
    .replace(/"(delta|start|end)": "[^"]*"/g, '"$1": "…"')
    .replace(/^ANSIBLE_HOME\(.*\n/m, '')
    .replace(/^ANSIBLE_NOCOLOR\(.*\n/m, '')
    .replace(/^SSH_ARGS\(.*\n/m, '');
}

test.each(calls.map(({ words, ...rest }) => ({ line: words.join(' '), words, ...rest })))(
  '$line',
  async ({ words: [program, ...words], code, stdout }) => {
    const settings = { ANSIBLE_CONFIG: join(folder, 'ansible.cfg') };
    const end = await callKplay(words, folder, settings, program);
    expect(normalize(end.stdout)).toBe(normalize(stdout));
    expect(end.code).toBe(code);
  },
);
