/** A session whose shell is started before anything is asked of it. */
import { describe, expect, test } from 'vitest';
import { UnreachableError, type Transport } from '../../engine/connect/index.ts';
import { openSession } from '../../engine/host/session.ts';
import { rawSh } from '../../engine/shell/index.ts';
import { openShellTransport, shells } from './shells.ts';

const hello = {
  name: 'hello',
  script: rawSh('echo hello'),
  parse: ({ stdout }: { readonly stdout: string }) => stdout.trim(),
};

/** A transport that counts what is opened on it; the first opening may fail. */
function count(transport: Transport, failure?: Error): Transport & { opened: number } {
  const counting = {
    ...transport,
    opened: 0,
    open: (commandLine: string) => {
      counting.opened += 1;
      const isFirst = counting.opened === 1;
      return isFirst && failure !== undefined
        ? Promise.reject(failure)
        : transport.open(commandLine);
    },
  };
  return counting;
}

describe.each(shells)('a warm session on $name', (shell) => {
  test('answers in the shell that is there', async () => {
    const transport = count(openShellTransport(shell));
    const session = openSession(transport);
    session.warm();
    expect(transport.opened).toBe(1);
    expect(await session.ask(hello)).toBe('hello');
    expect(await session.ask(hello)).toBe('hello');
    expect(transport.opened).toBe(1);
    await session.rest();
    expect(await session.ask(hello)).toBe('hello');
    expect(transport.opened).toBe(2);
    session.close();
    await transport.close();
  });

  test('tells who asks first why there is none, and tries again for the next', async () => {
    const failure = new UnreachableError('no channel is left');
    const transport = count(openShellTransport(shell), failure);
    const session = openSession(transport);
    session.warm();
    await expect(session.ask(hello)).rejects.toThrow('no channel is left');
    expect(transport.opened).toBe(1);
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
