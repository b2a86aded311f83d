/** The command line of `kplay ssh`: what of a target becomes which option of OpenSSH. */
import { expect, test } from 'vitest';
import { sshArgv } from '../../engine/cli/ssh/argv.ts';
import type { ConnectionTarget } from '../../engine/connect/index.ts';

const target: ConnectionTarget = {
  hostName: 'node1',
  connection: 'ssh',
  address: '10.0.0.5',
  port: 2222,
  user: 'vagrant',
  privateKeyFiles: ['/keys/own', '/keys/missing'],
  useAgent: false,
  hostKeyChecking: 'off',
  knownHostsFiles: ['/dev/null', '/home of/known_hosts'],
  connectTimeoutSeconds: 10,
};

function isFile(path: string): boolean {
  return path !== '/keys/missing';
}

test('a login shell with the host’s own key', () => {
  expect(sshArgv(target, isFile, [])).toEqual([
    ...['ssh', '-p', '2222', '-l', 'vagrant', '-i', '/keys/own', '-o', 'IdentitiesOnly=yes'],
    ...['-o', 'StrictHostKeyChecking=no'],
    ...['-o', 'UserKnownHostsFile=/dev/null "/home of/known_hosts"', '-o', 'ConnectTimeout=10'],
    ...['-o', 'LogLevel=ERROR', '10.0.0.5'],
  ]);
});

test('a command, a checked key and the agent', () => {
  const words = sshArgv({ ...target, useAgent: true, hostKeyChecking: 'strict' }, isFile, ['id']);
  expect(words).toContain('StrictHostKeyChecking=yes');
  expect(words).not.toContain('IdentitiesOnly=yes');
  expect(words.slice(-3)).toEqual(['10.0.0.5', '--', 'id']);
});

test('hosts to go through come in the order they are passed', () => {
  const outer = { ...target, address: 'outer', port: 22, user: 'a' };
  const inner = { ...target, address: 'inner', port: 23, user: 'b', jump: outer };
  const words = sshArgv({ ...target, jump: inner }, isFile, []);
  expect(words.slice(-3)).toEqual(['-J', 'a@outer:22,b@inner:23', '10.0.0.5']);
  expect(sshArgv({ ...target, proxyCommand: 'nc %h %p' }, isFile, [])).toContain(
    'ProxyCommand=nc %h %p',
  );
});
