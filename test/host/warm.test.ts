/** A session whose shell is started before anything is asked of it. */
import { describe, expect, test } from 'vitest';
import { UnreachableError } from '../../engine/connect/index.ts';
import { openSession } from '../../engine/host/session.ts';
import { rawSh } from '../../engine/shell/index.ts';
import { openShellTransport, shells } from './shells.ts';

const hello = {
  name: 'hello',
  script: rawSh('echo hello'),
  parse: ({ stdout }: { readonly stdout: string }) => stdout.trim(),
};

describe.each(shells)('a warm session on $name', (shell) => {
  test('answers in the shell that is there', async () => {
    const transport = openShellTransport(shell);
    let opened = 0;
    const counting = {
      ...transport,
      open: (commandLine: string) => {
        opened += 1;
        return transport.open(commandLine);
      },
    };
    const session = openSession(counting);
    session.warm();
    expect(opened).toBe(1);
    expect(await session.ask(hello)).toBe('hello');
    expect(await session.ask(hello)).toBe('hello');
    expect(opened).toBe(1);
    await session.rest();
    expect(await session.ask(hello)).toBe('hello');
    expect(opened).toBe(2);
    session.close();
    await transport.close();
  });

  test('tells who asks first why there is none, and tries again for the next', async () => {
    const transport = openShellTransport(shell);
    let opened = 0;
    const failing = {
      ...transport,
      open: (commandLine: string) => {
        opened += 1;
        if (opened === 1) return Promise.reject(new UnreachableError('no channel is left'));
        return transport.open(commandLine);
      },
    };
    const session = openSession(failing);
    session.warm();
    await expect(session.ask(hello)).rejects.toThrow('no channel is left');
    expect(opened).toBe(1);
    expect(await session.ask(hello)).toBe('hello');
    session.close();
    await transport.close();
  });

  test('rests when it is told to before anything was asked', async () => {
    const transport = openShellTransport(shell);
    const session = openSession(transport);
    session.warm();
    await session.rest();
    expect(await session.ask(hello)).toBe('hello');
    session.close();
    await transport.close();
  });
});
