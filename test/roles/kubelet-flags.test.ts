import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { trust } from './trusted.ts';

const place = new URL('rendered/', import.meta.url);

function readRendered(name: string): string {
  return readFileSync(new URL(name, place), 'utf8');
}

/** The flags of a unit, in order; systemd's `%%` is one `%`. */
function readFlags(name: string): readonly string[] {
  const unit = readRendered(name);
  return [...unit.matchAll(/^ {2}(--\S+)/gm)].map(([, flag = '']) => flag.replaceAll('%%', '%'));
}

/** The units of the first document, as they stand there. */
const common = {
  head: [
    '--allow-privileged=true',
    '--anonymous-auth=false',
    '--authorization-mode=Webhook',
    '--client-ca-file=/var/lib/kubernetes/ca.pem',
    '--cloud-provider=',
    '--cluster-dns=100.64.0.10',
    '--cluster-domain=cluster.local',
    '--container-runtime=docker',
    '--docker=unix:///var/run/docker.sock',
    '--image-pull-progress-deadline=2m',
    '--kubeconfig=/var/lib/kubelet/kubeconfig',
    '--network-plugin=cni',
    '--cni-bin-dir=/opt/cni/bin/',
    '--cni-conf-dir=/etc/cni/net.d/',
    '--non-masquerade-cidr=100.64.0.0/10',
    '--register-node=true',
  ],
  middle: [
    '--runtime-request-timeout=15m',
    '--tls-cert-file=/var/lib/kubelet/client.pem',
    '--tls-private-key-file=/var/lib/kubelet/client-key.pem',
  ],
  tail: [
    '--pod-manifest-path=/etc/kubernetes/manifests',
    '--eviction-hard=memory.available<100Mi,nodefs.available<10%,nodefs.inodesFree<5%,imagefs.available<10%,imagefs.inodesFree<5%',
    '--feature-gates=ExperimentalCriticalPodAnnotation=true',
  ],
};

describe('the unit for v1.10.3', () => {
  it("has the first document's flags on a master, in its order", () => {
    expect(readFlags('v1.10.3-docker-paths/master1-kubelet.service.txt')).toEqual([
      ...common.head,
      ...common.middle,
      '--hostname-override=master1',
      ...common.tail,
      '--node-labels=kubernetes.io/role=master,node-role.kubernetes.io/master=',
      '--register-with-taints=node-role.kubernetes.io/master=:NoSchedule',
      '--v=2',
    ]);
  });

  it('adds on a worker its own flag, and the address where one is known', () => {
    expect(readFlags('v1.10.3-docker-paths/worker1-kubelet.service.txt')).toEqual([
      ...common.head,
      '--register-schedulable=true',
      ...common.middle,
      '--hostname-override=worker1',
      '--node-ip=10.0.0.21',
      ...common.tail,
      '--node-labels=kubernetes.io/role=node,node-role.kubernetes.io/node=',
      '--v=2',
    ]);
  });
});

describe("the second document's flags for v1.7.5", () => {
  it.each([
    '--require-kubeconfig=true',
    '--lock-file=/var/run/lock/kubelet.lock',
    '--exit-on-lock-contention=true',
    '--node-ip=10.0.0.21',
    '--allow-privileged=true',
  ])('has %s', (flag) => {
    expect(readFlags('v1.7.5-docker-paths/worker1-kubelet.service.txt')).toContain(flag);
  });
});

/** First minor version without the flag, as the sources of Kubernetes have it. */
const removed: Readonly<Record<string, number>> = {
  'allow-privileged': 15,
  'require-kubeconfig': 10,
  docker: 24,
  'container-runtime': 27,
  'network-plugin': 24,
  'cni-bin-dir': 24,
  'cni-conf-dir': 24,
  'image-pull-progress-deadline': 24,
  'non-masquerade-cidr': 24,
  'register-schedulable': 34,
  'cloud-provider': 31,
};

const units = readdirSync(place).flatMap((folder) =>
  ['master1', 'worker1'].map((host) => `${folder}/${host}-kubelet.service.txt`),
);

describe.each(units)('the unit %s', (name) => {
  const minor = Number(/v1\.(\d+)/.exec(name)?.[1]);
  const names = readFlags(name).map((flag) => flag.slice(2).split('=')[0] ?? '');
  const unit = readRendered(name);

  it('has no flag that its version does not know', () => {
    expect(names.filter((flag) => minor >= (removed[flag] ?? Infinity))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('names a configuration file exactly when there is one', () => {
    expect(names.includes('config')).toBe(minor > 10);
  });

  it('survives a restart of the container runtime, and keeps its percent signs', () => {
    expect(unit).not.toContain('Requires=');
    expect(unit).toMatch(/^Wants=(docker|containerd)\.service$/m);
    expect(unit.replaceAll('%%', '')).not.toContain('%');
  });

  it('gives itself only labels that its version lets it', () => {
    const labels = readFlags(name).filter((flag) => flag.startsWith('--node-labels'));
    expect(labels.some((flag) => flag.includes('kubernetes.io/'))).toBe(minor < 16);
  });
});

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly { readonly name: string; readonly context: object }[];
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: Readonly<Record<string, string>>;
  }[];
  readonly users: readonly {
    readonly name: string;
    readonly user: Readonly<Record<string, unknown>>;
  }[];
}

const kubeconfigs = units.map((name) => name.replace('kubelet.service', 'kubeconfig'));

describe.each(kubeconfigs)('the kubeconfig %s', (name) => {
  const config = trust<Kubeconfig>(parse(readRendered(name)));

  it('names its context and makes it the current one', () => {
    expect(config.contexts.map((context) => context.name)).toEqual([config['current-context']]);
    expect(config['current-context']).not.toBe('');
    expect(config.contexts[0]?.context).toEqual({
      cluster: config.clusters[0]?.name,
      user: config.users[0]?.name,
    });
  });

  it('goes to a secured port and trusts only our authority', () => {
    const { cluster } = config.clusters[0]!;
    expect(cluster['server']).toMatch(/^https:/);
    expect(Object.keys(cluster).sort()[0]).toMatch(/^certificate-authority(-data)?$/);
  });

  it('has the shape that was asked for', () => {
    const user = Object.keys(config.users[0]!.user).sort();
    const wanted = name.includes('-embedded/')
      ? ['client-certificate-data', 'client-key-data']
      : ['as-user-extra', 'client-certificate', 'client-key'];
    expect(user).toEqual(wanted);
  });
});

describe('the configuration file', () => {
  it.each([
    ['v1.14.10-docker-paths', { cgroupDriver: 'cgroupfs' }],
    ['v1.26.15-containerd-paths', { cgroupDriver: 'systemd' }],
    [
      'v1.36.4-containerd-paths',
      { containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock', failCgroupV1: false },
    ],
  ])('of %s holds what flags said before', (folder, more) => {
    const config: unknown = parse(readRendered(`${folder}/master1-config.yaml.txt`));
    expect(config).toEqual({
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      authentication: {
        anonymous: { enabled: false },
        webhook: { enabled: true },
        x509: { clientCAFile: '/var/lib/kubernetes/ca.pem' },
      },
      authorization: { mode: 'Webhook' },
      clusterDNS: ['100.64.0.10'],
      clusterDomain: 'cluster.local',
      evictionHard: {
        'memory.available': '100Mi',
        'nodefs.available': '10%',
        'nodefs.inodesFree': '5%',
        'imagefs.available': '10%',
        'imagefs.inodesFree': '5%',
      },
      failSwapOn: true,
      runtimeRequestTimeout: '15m',
      staticPodPath: '/etc/kubernetes/manifests',
      tlsCertFile: '/var/lib/kubelet/client.pem',
      tlsPrivateKeyFile: '/var/lib/kubelet/client-key.pem',
      ...(folder.startsWith('v1.26') || folder.startsWith('v1.36')
        ? { cgroupDriver: 'systemd' }
        : {}),
      ...more,
    });
  });
});
