/** The stand-in kubelet is as strict as the real one, and never passes for it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/lab-run.ts';
import {
  makeAuthority,
  makeKey,
  nodeSubject,
  readRendered,
  writeNode,
  type NodeFolder,
} from './cluster-pki.ts';

const root = mkdtempSync(join(tmpdir(), 'kplay-kubelet-'));
const script = readFileSync(
  new URL('../../engine/lab/mirror/stand-in-kubelet.sh', import.meta.url),
  'utf8',
);
const port = 21_248;
let node: NodeFolder;

function programOf(version: string): string {
  const path = `${root}/kubelet-${version}`;
  writeFileSync(path, script.replaceAll('@VERSION@', version), { mode: 0o755 });
  return path;
}

/** The flags that the role writes, with the paths of the test's own folder. */
function flagsOf(folder: string, host: string): readonly string[] {
  const name = `${folder}/${host}-`;
  writeFileSync(`${root}/node/kubeconfig`, readRendered(`${name}kubeconfig`, node));
  const isOld = /^v1\.(\d|10)\./.test(folder);
  if (!isOld) writeFileSync(`${root}/node/config.yaml`, readRendered(`${name}config.yaml`, node));
  const unit = readRendered(`${name}kubelet.service`, node);
  const flags = [...unit.matchAll(/^ {2}(--\S+)/gm)].map(([, flag = '']) => flag);
  return [...flags.map((flag) => flag.replaceAll('%%', '%')), `--healthz-port=${port}`];
}

beforeAll(async () => {
  const authority = await makeAuthority('Kubernetes');
  const key = await makeKey();
  const certificate = authority.issueFor(key, nodeSubject('master1'));
  node = writeNode(`${root}/node`, authority.certificate, certificate, key.pem);
  const stranger = await makeAuthority('Kubernetes');
  const other = await makeKey();
  const write = (name: string, cert: string, keyPem: string): unknown =>
    writeNode(`${root}/${name}`, authority.certificate, cert, keyPem);
  write('other-key', certificate, other.pem);
  write('other-authority', stranger.issueFor(key, nodeSubject('master1')), key.pem);
  write('other-node', authority.issueFor(key, nodeSubject('master2')), key.pem);
  write('masters', authority.issueFor(key, nodeSubject('master1', 'system:masters')), key.pem);
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

async function refusal(version: string, flags: readonly string[]): Promise<string> {
  const end = await run(['timeout', '20', programOf(version), ...flags]);
  expect(end.code).not.toBe(0);
  expect(end.code).not.toBe(124);
  expect(end.stderr).toContain('stand-in kubelet');
  return end.stderr;
}

describe('the stand-in kubelet', () => {
  it('says that it is one', async () => {
    const end = await run([programOf('v1.20.2'), '--version']);
    expect(end).toEqual({ code: 0, stdout: 'Kubernetes v1.20.2 (stand-in kubelet)\n', stderr: '' });
  });

  it.each([
    ['v1.20.2', '--allow-privileged=true'],
    ['v1.10.3', '--require-kubeconfig'],
    ['v1.24.17', '--network-plugin=cni'],
    ['v1.24.17', '--cni-bin-dir=/opt/cni/bin/'],
    ['v1.24.17', '--image-pull-progress-deadline=2m'],
    ['v1.24.17', '--non-masquerade-cidr=100.64.0.0/10'],
    ['v1.27.0', '--container-runtime=remote'],
    ['v1.34.0', '--register-schedulable=true'],
    ['v1.35.0', '--pod-infra-container-image=pause'],
    ['v1.7.5', '--config=/etc/kubelet.yaml'],
    ['v1.10.3', '--kubecfg=/etc/kubeconfig'],
  ])('of %s refuses %s', async (version, flag) => {
    const text = await refusal(version, [flag]);
    expect(text).toContain(`unknown flag: ${flag.split('=')[0] ?? ''}\n`);
  });

  it.each([
    ['--feature-gates=ExperimentalCriticalPodAnnotation=true', 'unrecognized feature gate'],
    ['--feature-gates=NodeSwap', 'missing bool value for NodeSwap'],
    ['--node-labels=node-role.kubernetes.io/master=', "unknown 'kubernetes.io' or 'k8s.io' labels"],
    ['--register-with-taints=master', 'invalid taint spec'],
    ['--eviction-hard=memory<1', 'invalid eviction threshold syntax'],
    ['--eviction-hard=nodefs.available<ten', 'quantities must match'],
    ['--anonymous-auth=perhaps', 'invalid argument "perhaps"'],
    ['--kubeconfig=/none', 'stat /none: no such file'],
    ['kubelet', 'unknown command'],
  ])('of v1.20.2 refuses %s', async (flag, message) => {
    expect(await refusal('v1.20.2', [flag])).toContain(message);
  });

  it.each([
    ['other-key', 'private key does not match public key'],
    ['other-authority', 'certificate signed by unknown authority'],
    ['other-node', 'client certificate is not CN=system:node:master1'],
    ['masters', 'client certificate is not O=system:nodes'],
  ])('refuses the certificate of %s', async (folder, message) => {
    const flags = flagsOf('v1.20.2-docker-paths', 'master1').map((flag) =>
      flag.startsWith('--kubeconfig') ? `--kubeconfig=${root}/${folder}/kubeconfig` : flag,
    );
    const text = readFileSync(`${root}/node/kubeconfig`, 'utf8');
    writeFileSync(
      `${root}/${folder}/kubeconfig`,
      text.replaceAll(`${root}/node/`, `${root}/${folder}/`),
    );
    expect(await refusal('v1.20.2', flags)).toContain(message);
  });

  it.each([
    ['current-context: service-account-context\n', '', 'no configuration has been provided'],
    ['current-context: service-account-context', 'current-context: else', 'context was not found'],
    ['    cluster: local', '    cluster: else', 'cluster of context'],
    ['    user: kubelet', '    user: else', 'user of context'],
    ['https://127.0.0.1:6443', 'http://localhost:8080', 'no insecure port since 1.20'],
    ['    client-key: ', '    client-key: /none', 'unable to read users'],
  ])('refuses a kubeconfig whose %j is %j', async (from, to, message) => {
    const flags = flagsOf('v1.20.2-docker-paths', 'master1');
    const path = `${root}/node/kubeconfig`;
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    expect(await refusal('v1.20.2', flags)).toContain(message);
  });

  it.each([
    ['kind: KubeletConfiguration', 'kind: Kubelet', 'no kind'],
    ['failSwapOn: true', 'failSwapOnn: true', 'unknown field "failSwapOnn"'],
    ['failSwapOn: true', 'containerRuntimeEndpoint: x', 'unknown field "containerRuntimeEndpoint"'],
    ['failSwapOn: true', 'featureGates:\n  Nonsense: true', 'unrecognized feature gate'],
    ['  nodefs.available: "10%"', '  nodefs.available: "ten"', 'quantities must match'],
    ['client.pem', 'none.pem', 'no such file or directory'],
  ])('refuses a configuration file whose %j is %j', async (from, to, message) => {
    const flags = flagsOf('v1.20.2-docker-paths', 'master1');
    const path = `${root}/node/config.yaml`;
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    expect(await refusal('v1.20.2', flags)).toContain(message);
  });
});

async function askHealth(path: string): Promise<string> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString()));
      response.on('end', () => {
        resolve(`${response.statusCode ?? 0} ${body}`);
      });
    });
    request.on('error', () => {
      resolve('');
    });
  });
}

describe('what the role writes', () => {
  it.each([
    ['v1.10.3', 'v1.10.3-docker-paths'],
    ['v1.14.10', 'v1.14.10-docker-paths'],
    ['v1.20.2', 'v1.20.2-docker-paths'],
    ['v1.20.2', 'v1.20.2-containerd-paths'],
    ['v1.24.17', 'v1.24.17-containerd-paths'],
    ['v1.36.4', 'v1.36.4-containerd-paths'],
    ['v1.36.4', 'v1.36.4-containerd-embedded'],
  ])('keeps a kubelet %s up: %s', async (version, folder) => {
    const child = spawn(programOf(version), flagsOf(folder, 'master1'), { detached: true });
    let log = '';
    child.stderr.on('data', (part: Buffer) => (log += part.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      let health = '';
      for (let turn = 0; turn < 200 && health === '' && child.exitCode === null; turn += 1) {
        await wait(50);
        health = await askHealth('/healthz');
      }
      expect(`${health}${health === '' ? log : ''}`).toBe('200 ok');
      expect(await askHealth('/none')).toBe('404 404 page not found');
      expect(log).toMatch(
        new RegExp(
          `^I\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6} +\\d+ server\\.go:\\d+\\] Version: ${version} \\(stand-in kubelet\\)`,
        ),
      );
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
    expect(log).toContain('received a signal, leaving');
  });
});
