/** What an engine printed is read into answers, unless it tells of the machine and not of the module. */
import { expect, test } from 'vitest';
import { readAnswers } from './playbook.ts';
import type { Json, SituationFile } from './situations.ts';

const file: SituationFile = {
  name: 'ping',
  module: 'ansible.builtin.ping',
  about: 'Answers.',
  returns: ['ping', 'msg'],
  situations: { answers: { args: {}, runs: 1 } },
};

function print(result: Json): string {
  const toTask = (name: string, answer: Json): Json => ({ task: { name }, hosts: { n1: answer } });
  const tasks = [toTask('answers', result), toTask('look answers', { stdout: 'a\r\n' })];
  return JSON.stringify({ plays: [{ tasks }] }, null, 1);
}

test('reads results and the state of the host', () => {
  const run = { changed: false, failed: false, skipped: false, returns: { ping: 'pong' } };
  expect(readAnswers(file, print({ ping: 'pong' }), {})).toEqual({
    answers: { runs: [run], state: 'a' },
  });
});

test.each<Json>([
  { failed: true, msg: 'Timeout (12s) waiting for privilege escalation prompt: ' },
  { unreachable: true, msg: 'Failed to connect to the host via ssh: timed out' },
])('refuses a host that did not answer: %j', (result) => {
  expect(() => readAnswers(file, print(result), {})).toThrow('did not answer in time');
});

test('keeps a module that waited in vain', () => {
  const result = { failed: true, msg: 'Timeout when waiting for 127.0.0.1:9' };
  expect(readAnswers(file, print(result), {})['answers']?.runs[0]?.failed).toBe(true);
});
