/**
 * `kplay test ROLE` on labs of its own, several at once: a good role, one that changes something each
 * time, one whose verification fails, and one that is stopped with Ctrl-C. No lab is left.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { downLab, listLabs } from '../../engine/lab/index.ts';
import { program, runKplay } from '../support/kplay.ts';
import { run, type CommandEnd } from '../support/lab-run.ts';

const cwd = join(import.meta.dirname, 'role-test');

async function listTestLabs(): Promise<readonly string[]> {
  const labs = await listLabs();
  return labs.map(({ lab }) => lab.name).filter((name) => /^test-\d+$/.test(name));
}

/** Presses Ctrl-C when the role's task is announced. */
function stopSlowRole(): Promise<CommandEnd> {
  const child = spawn(program, ['test', 'slow'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (text.includes('lose patience')) child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code: code ?? 255, stdout, stderr });
    });
  });
}

type Name = 'good' | 'restless' | 'mistaken' | 'stopped';
let before: readonly string[] = [];
let ends: Readonly<Record<Name, CommandEnd>>;

beforeAll(async () => {
  before = await listTestLabs();
  const hello = ['-e', '{"greeting_text": "Good morning"}'];
  const [good, restless, mistaken, stopped] = await Promise.all([
    runKplay(['test', 'greeting', '--hosts', '2', ...hello], { cwd }),
    runKplay(['test', 'roles/restless', '--keep'], { cwd }),
    runKplay(['test'], { cwd: join(cwd, 'roles/mistaken') }),
    stopSlowRole(),
  ]);
  ends = { good, restless, mistaken, stopped };
});

afterAll(async () => {
  const left = (await listTestLabs()).filter((name) => !before.includes(name));
  for (const name of left) await downLab(name, () => undefined);
});

it('passes a role that changes nothing the second time, and is as its verify.yml wants it', () => {
  expect(ends.good).toMatchObject({ code: 0 });
  expect(ends.good.stderr).toContain('test: verify: roles/greeting/tests/verify.yml\n');
  expect(ends.good.stderr).toContain(
    'test: greeting runs, changes nothing when it runs again, and is verified\n',
  );
  // Two hosts in three runs, the role that it depends on among them.
  expect(ends.good.stdout.match(/^node[12] +: ok=/gm)).toHaveLength(6);
  expect(ends.good.stdout).toContain('TASK [base : Make the folder of greetings]');
});

it('names the task that changed something again, where it stands, and on which host', () => {
  expect(ends.restless.code).toBe(2);
  const told = ends.restless.stderr.slice(ends.restless.stderr.indexOf('the second run changed'));
  expect(told).toMatch(
    /^the second run changed something, in 1 task:\n {2}roles\/restless\/tasks\/main\.yml:8:3 {2}restless : Write something else each time {2}\(node1\)\n/,
  );
});

it('leaves the hosts up with --keep, and says how to enter them and take them away', async () => {
  const [, name = ''] = /kplay lab ssh node1 --lab (\S+)/.exec(ends.restless.stderr) ?? [];
  const words = ['lab', 'ssh', 'node1', '--lab', name];
  expect(await listTestLabs()).toContain(name);
  expect(ends.restless.stderr).toContain(`kplay lab down --lab ${name}\n`);
  expect((await run([program, ...words], { input: 'cat /tmp/still\n' })).stdout).toContain('still');
});

it('fails when verify.yml does, which may be where Molecule has it', () => {
  expect(ends.mistaken.code).toBe(2);
  expect(ends.mistaken.stdout).toContain('PLAY [Converge]');
  expect(ends.mistaken.stderr).toContain('test: failed: verify: molecule/default/verify.yml\n');
});

it('ends with Ctrl-C as a play does', () => {
  expect(ends.stopped.code).toBe(99);
  expect(ends.stopped.stderr).toContain('User interrupted execution');
});

it('takes every lab down that it was not told to keep', async () => {
  const left = (await listTestLabs()).filter((name) => !before.includes(name));
  expect(left).toHaveLength(1);
});
