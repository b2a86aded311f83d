/** The real kubectl takes both shapes of kubeconfig, at a server that demands the client's certificate. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeAuthority,
  makeKey,
  nodeSubject,
  readRendered,
  writeNode,
  type NodeFolder,
} from './cluster-pki.ts';
import { runKubectl } from './kubectl.ts';

const root = mkdtempSync(join(tmpdir(), 'kplay-kubeconfig-'));
const nodes = new Map<string, NodeFolder>();
let server: Server;
let url = '';

/** Answers who the client is, as its certificate says. */
async function serve(key: string, cert: string, ca: string): Promise<Server> {
  const options = { key, cert, ca, requestCert: true, rejectUnauthorized: true };
  const made = createServer(options, (request, response) => {
    const { socket } = request;
    const who = socket instanceof TLSSocket ? socket.getPeerCertificate().subject : undefined;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ user: who?.CN, groups: who?.O }));
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return made;
}

beforeAll(async () => {
  const authority = await makeAuthority('Kubernetes');
  const key = await makeKey();
  const own = authority.issueFor(key, [{ name: 'CN', value: 'kubernetes' }]);
  server = await serve(key.pem, own, authority.certificate);
  const address = server.address();
  url = `https://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  const stranger = await makeAuthority('Kubernetes');
  const clients = {
    node: authority.issueFor(key, nodeSubject('worker1')),
    stranger: stranger.issueFor(key, nodeSubject('worker1')),
  };
  for (const [name, certificate] of Object.entries(clients)) {
    nodes.set(name, writeNode(join(root, name), authority.certificate, certificate, key.pem));
  }
  nodes.set('misled', writeNode(join(root, 'misled'), stranger.certificate, clients.node, key.pem));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true });
});

const shapes = {
  'file paths': 'v1.10.3-docker-paths',
  'embedded data': 'v1.36.4-containerd-embedded',
} as const;

function writeKubeconfig(name: string, folder: string): string {
  const node = nodes.get(name)!;
  const text = readRendered(`${folder}/worker1-kubeconfig`, node);
  const path = join(node.path, `kubeconfig-${folder}`);
  writeFileSync(path, text.replace(/server: .*/, `server: ${url}`));
  return path;
}

describe.each(Object.entries(shapes))('a kubeconfig with %s', (_, folder) => {
  it('makes kubectl known as the node', async () => {
    const end = await runKubectl(writeKubeconfig('node', folder), ['get', '--raw', '/whoami']);
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(end.stdout)).toMatchObject({
      user: 'system:node:worker1',
      groups: 'system:nodes',
    });
  });

  it('has a current context with a name', async () => {
    const end = await runKubectl(writeKubeconfig('node', folder), ['config', 'current-context']);
    expect(end).toMatchObject({ code: 0, stdout: 'service-account-context\n' });
  });

  it('of another authority is sent away', async () => {
    const end = await runKubectl(writeKubeconfig('stranger', folder), ['get', '--raw', '/whoami']);
    expect(end.code).not.toBe(0);
    expect(end.stdout).toBe('');
  });

  it('that trusts another authority does not trust the server', async () => {
    const end = await runKubectl(writeKubeconfig('misled', folder), ['get', '--raw', '/whoami']);
    expect(end.code).not.toBe(0);
    expect(end.stderr).toContain('x509: certificate signed by unknown authority');
  });
});
