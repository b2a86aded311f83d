import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { rawSh, sh, type Sh } from '../../engine/shell/index.ts';
import type { Probe, Reply, Step, StepOutcome } from '../../engine/host/index.ts';
import { makeFolder, openTestSession, shells } from './shells.ts';

function question(script: Sh | string): Probe<Reply> {
  return {
    name: 'question',
    script: typeof script === 'string' ? rawSh(script) : script,
    parse: ({ rc, stdout, stderr }) => ({ rc, stdout, stderr }),
  };
}

function run(script: string, more: Partial<Extract<Step, { do: 'run' }>> = {}): Step {
  return { do: 'run', title: script, script: rawSh(script), ...more };
}

function brief(outcomes: readonly StepOutcome[]): readonly unknown[] {
  return outcomes.map(({ status, rc, stdout }) => [status, rc, stdout]);
}

/** Waits until a process has ended. */
async function waitUntilGone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // A zombie has ended; whoever adopted it may take its time to notice.
    if (stat === '' || / Z /.test(stat)) return;
    await wait(20);
  }
}

describe.each(shells)('a session on $name', (shell) => {
  test('asks everything of a turn in one round trip, once per script', async () => {
    const session = openTestSession(shell);
    await session.ask(question('echo warm'));
    const before = session.stats.roundTrips;
    const asked = [
      'echo one; echo two >&2; exit 3',
      'printf end',
      'echo one; echo two >&2; exit 3',
    ];
    const replies = await Promise.all(asked.map((script) => session.ask(question(script))));
    expect(replies).toEqual([
      { rc: 3, stdout: 'one\n', stderr: 'two\n' },
      { rc: 0, stdout: 'end', stderr: '' },
      { rc: 3, stdout: 'one\n', stderr: 'two\n' },
    ]);
    expect(session.stats.roundTrips - before).toBe(1);
  });

  test('lets questions join that are asked while a script runs', async () => {
    const session = openTestSession(shell);
    const go = join(makeFolder(), 'go');
    const slow = session.run([run(`until [ -e '${go}' ]; do sleep 0.05; done`)]);
    const before = Promise.all([session.ask(question('echo a'))]);
    await wait(50);
    const late = session.ask(question('echo b'));
    writeFileSync(go, '');
    await Promise.all([slow, before, late]);
    // The shell's channel (2), the slow script, and both questions together.
    expect(session.stats.roundTrips).toBe(4);
  });

  test('survives what scripts do to it', async () => {
    const session = openTestSession(shell);
    const bad = [
      'if then',
      'exit 7',
      'set -e; false; echo no',
      '"',
      'cat <<E',
      'exec true',
      ')',
      'a() {',
    ];
    const replies = await Promise.all(bad.map((script) => session.ask(question(script))));
    expect(replies.map(({ stdout }) => stdout).join('')).toBe('');
    expect(replies[1]?.rc).toBe(7);
    for (const index of [0, 3, 6, 7]) expect(replies[index]?.rc).not.toBe(0);
    expect(await session.ask(question('echo alive'))).toMatchObject({ rc: 0, stdout: 'alive\n' });
  });

  test('gives every script an empty stdin and no way to eat the next one', async () => {
    const session = openTestSession(shell);
    const replies = await Promise.all([
      session.ask(question('cat; read -r line; echo "$? [$line]"')),
      session.ask(question('echo next')),
    ]);
    expect(replies.map(({ stdout }) => stdout)).toEqual(['1 []\n', 'next\n']);
  });

  test('leaves nothing of one script to the next', async () => {
    const session = openTestSession(shell);
    await session.ask(question('leftover=1; cd /; umask 077; f() { :; }; export leftover'));
    const { stdout } = await session.ask(
      question('echo "[${leftover}]"; umask; command -v f || echo none; pwd'),
    );
    expect(stdout.split('\n').slice(0, 3)).toEqual(['[]', '0022', 'none']);
    expect(stdout).not.toMatch(/^\/$/m);
  });

  test('does not wait for what is left in the background', async () => {
    const session = openTestSession(shell);
    const outcomes = await session.run([run('sleep 60 & echo $!')]);
    const pid = Number(outcomes[0]?.stdout);
    expect(outcomes[0]?.status).toBe('done');
    expect(() => process.kill(pid, 'SIGKILL')).not.toThrow();
  });

  test('opens another shell when something in the background talks into its outputs', async () => {
    const session = openTestSession(shell);
    const [outcome] = await session.run([
      run('( while sleep 0.05; do echo noise; done ) & echo $!; echo $$'),
    ]);
    const [pid, first] = (outcome?.stdout ?? '').split('\n').map(Number);
    await wait(1500);
    const { stdout } = await session.ask(question('echo $$'));
    expect(Number(stdout)).not.toBe(first);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  });

  test('keeps bytes, long outputs and characters that the network cuts', async () => {
    const session = openTestSession(shell);
    const line = 'käse→🧀 \\ $x `y` "z"';
    const seen: string[] = [];
    const count = 200_000;
    const [outcome] = await session.run(
      [run(`i=0; yes '${line}' | head -n ${count}; printf '\\036 \\377'`)],
      { onOutput: (_step, output, text) => seen.push(`${output}:${text}`) },
    );
    const expected = `${line}\n`.repeat(count);
    expect(outcome?.stdout.slice(0, -3)).toBe(expected);
    expect(outcome?.stdout.slice(-3)).toBe('\x1e \ufffd');
    const live = seen.map((text) => text.slice('stdout:'.length)).join('');
    expect(live.startsWith(expected)).toBe(true);
    expect(live).not.toContain('\ufffd\ufffd');
  });

  test('shows output while the script still runs', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    // The script ends only after its output was seen here.
    const go = `${folder}/go`;
    const seen: string[] = [];
    let release: Promise<unknown> = Promise.resolve();
    const [outcome] = await session.run(
      [run(`echo first; while [ ! -e ${go} ]; do sleep 0.05; done; echo last >&2`)],
      {
        onOutput: (_step, output, text) => {
          seen.push(`${output} ${text}`);
          if (text.includes('first')) release = openTestSession(shell).ask(question(`: >${go}`));
        },
      },
    );
    await release;
    expect(outcome?.status).toBe('done');
    expect(seen).toEqual(['stdout first\n', 'stderr last\n']);
  });

  test('runs neighbors in one round trip and stops at the first failure', async () => {
    const session = openTestSession(shell);
    await session.ask(question(':'));
    const before = session.stats.roundTrips;
    const outcomes = await session.run([
      run('echo one'),
      run('exit 2', { accepts: [0, 2] }),
      run('exit 9', { accepts: 'any' }),
      run('echo gone; exit 4'),
      run('echo never'),
    ]);
    expect(brief(outcomes)).toEqual([
      ['done', 0, 'one\n'],
      ['done', 2, ''],
      ['done', 9, ''],
      ['failed', 4, 'gone\n'],
      ['not-run', -1, ''],
    ]);
    expect(session.stats.roundTrips - before).toBe(1);
    const times = outcomes.slice(0, 4).flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('hears how far a script is, beside its output', async () => {
    const session = openTestSession(shell);
    const heard: unknown[] = [];
    const script =
      'echo one; kplay_progress 5 10; echo two; kplay_progress 7 0; kplay_progress x 1';
    const outcomes = await session.run(
      [
        run('echo before; kplay_progress 1 2', { accepts: 'any' }),
        run(script, { tellsProgress: true }),
      ],
      { onProgress: (step, done, total) => heard.push([step.title === script, done, total]) },
    );
    expect(heard).toEqual([
      [true, 5, 10],
      [true, 7, undefined],
    ]);
    expect(brief(outcomes)).toMatchObject([
      ['done', 127, 'before\n'],
      ['done', 0, expect.stringMatching(/^one\ntwo\n/)],
    ]);
  });

  test('gives folder, environment and stdin to a script', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const text = `it's "a" $secret\\n\nlast`;
    const outcomes = await session.run([
      run('pwd; env | grep ^KUBECONFIG; cat', {
        cwd: folder,
        env: { KUBECONFIG: "/etc/it's/conf" },
        stdin: text,
      }),
      run('echo "${BASH_VERSION:+bash}"', { executable: '/bin/bash' }),
      run('pwd', { cwd: `${folder}/missing` }),
    ]);
    expect(outcomes[0]?.stdout).toBe(`${folder}\nKUBECONFIG=/etc/it's/conf\n${text}`);
    expect(outcomes[1]?.stdout).toBe('bash\n');
    expect(outcomes[2]?.status).toBe('failed');
  });

  test('shows stdin and scripts in no argument list and no environment', async () => {
    const session = openTestSession(shell);
    const [outcome] = await session.run([
      run(
        `: hunter2-script; cat >/dev/null; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c 'hunter[2]-'`,
        { stdin: 'hunter2-stdin', accepts: 'any' },
      ),
    ]);
    expect(outcome?.stdout).toBe('0\n');
  });

  test('ends a script that takes too long, with all it started', async () => {
    const session = openTestSession(shell);
    const outcomes = await session.run([
      run('sleep 61 & echo $!; sleep 62; echo late', { timeoutSeconds: 0.3 }),
      run('echo never'),
    ]);
    expect(outcomes[0]).toMatchObject({ status: 'failed', message: 'Timed out after 0.3 seconds' });
    expect(outcomes[1]?.status).toBe('not-run');
    await waitUntilGone(Number.parseInt(outcomes[0]?.stdout ?? '', 10));
    expect(await session.ask(question('echo alive'))).toMatchObject({ stdout: 'alive\n' });
  });

  test('ends the script when the user gives up', async () => {
    const session = openTestSession(shell);
    const controller = new AbortController();
    let pid = 0;
    const running = session.run([run('echo $$; exec sleep 63')], {
      signal: controller.signal,
      onOutput: (_step, _output, text) => {
        pid = Number(text);
        controller.abort(new Error('interrupted'));
      },
    });
    await expect(running).rejects.toThrow('interrupted');
    await waitUntilGone(pid);
    await expect(session.run([run('echo no')], { signal: controller.signal })).rejects.toThrow(
      'interrupted',
    );
  });

  test('goes on in another shell after a script that ends its own', async () => {
    const session = openTestSession(shell);
    const outcomes = await session.run([
      run('echo before; kill -9 $$; sleep 1'),
      run('echo never'),
    ]);
    expect(outcomes[0]).toMatchObject({ status: 'failed', stdout: 'before\n' });
    expect(outcomes[0]?.message).toBe('The script ended the shell it ran in');
    expect(outcomes[1]?.status).toBe('not-run');
    expect(await session.ask(question('echo again'))).toMatchObject({ stdout: 'again\n' });
  });

  test('refuses output without end', async () => {
    const session = openTestSession(shell, { maxOutputBytes: 1_000_000 });
    const [outcome] = await session.run([run('yes 0123456789012345678901234567890123456789')]);
    expect(outcome?.message).toBe('The script printed more than 1000000 bytes and was ended');
    expect(await session.ask(question('echo again'))).toMatchObject({ stdout: 'again\n' });
  });

  test('passes on what a probe throws, to its asker only', async () => {
    const session = openTestSession(shell);
    const { name, script } = question('echo x');
    const bad: Probe<never> = {
      name,
      script,
      parse: () => {
        throw new Error('no such answer');
      },
    };
    const [failed, good] = await Promise.allSettled([
      session.ask(bad),
      session.ask(question(sh`echo ${"it's"}`)),
    ]);
    expect(failed.status).toBe('rejected');
    expect(good).toMatchObject({ status: 'fulfilled', value: { stdout: "it's\n" } });
  });
});
