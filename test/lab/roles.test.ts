/** What the roles must survive: swap in every disguise, a runtime that restarts, a changed setting. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planHosts } from '../../engine/lab/index.ts';
import { runKplay } from '../support/kplay.ts';
import { openLab, type OpenLab } from '../support/lab-for-tests.ts';
import { askHost, parseRecap, run, type CommandEnd } from '../support/lab-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'kplay-roles-'));
let open: OpenLab;

beforeAll(async () => {
  open = await openLab('traps', 'no-python', planHosts(1, 1));
});

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true, force: true });
});

const site = 'playbooks/site';
const verify = 'playbooks/verify';
const reset = 'playbooks/reset';
/** The last role of the site alone, on nodes that the site has made. */
const kubelet = 'test/roles/kubelet';

/** Runs a playbook with variables, and flags among them. */
async function play(playbook: string, ...variables: readonly string[]): Promise<CommandEnd> {
  const downloads = join(folder, 'downloads');
  const all = [
    `pki_directory=${join(folder, 'pki')}`,
    `kubelet_download_directory=${downloads}`,
    `cni_download_directory=${downloads}`,
    ...variables,
  ];
  const given = all.flatMap((word) => (word.startsWith('--') ? [word] : ['-e', word]));
  return runKplay([`${playbook}.yml`, '-i', open.lab.inventory, ...given]);
}

/** Runs a playbook that must go well, and gives how much it changed by host. */
async function mustPlay(
  playbook: string,
  ...variables: readonly string[]
): Promise<Readonly<Record<string, number | undefined>>> {
  const end = await play(playbook, ...variables);
  expect(end.code, end.stdout + end.stderr).toBe(0);
  const counts = [...parseRecap(end.stdout)].map(
    ([host, recap]) => [host, recap['changed']] as const,
  );
  return Object.fromEntries(counts);
}

const ask = (script: string, host = 'master1'): Promise<string> => askHost(open.lab, host, script);
const nothing = { localhost: 0, master1: 0, worker1: 0 };
/** For what one host can show: half of the work. */
const onMaster = '--limit=localhost,master1';
const nothingOnNodes = { master1: 0, worker1: 0 };
const processId = 'systemctl show -p MainPID --value kubelet\n';

const fstab = `# static file systems; swap lines below
UUID=7eaba3a9-be36-4e23-b5d6-80a87a436a8b none swap sw 0 0
/dev/sda5\tnone\tswap\tsw\t0\t0
#/dev/old none swap sw 0 0
# a swap of words: none swap sw
/swap/file /mnt/swap ext4 ro 0 0
`;

const disguises = `cat > /etc/fstab <<'END'
${fstab}END
cat > /etc/systemd/system/swapfile.swap <<'END'
[Swap]
What=/swapfile
[Install]
WantedBy=swap.target
END
printf '[Swap]\\nWhat=/dev/zram0\\n' > /usr/lib/systemd/system/dev-zram0.swap
cat > /etc/systemd/system/zramswap.service <<'END'
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
[Install]
WantedBy=multi-user.target
END
cat > /etc/systemd/system/containerd.service <<'END'
[Service]
ExecStart=/bin/sleep infinity
END
systemctl daemon-reload
systemctl enable --now zramswap.service
systemctl enable swapfile.swap
`;
const listUnits = "systemctl list-unit-files --no-legend '*.swap' zramswap.service | sort\n";

describe('the roles on a host that swaps in every way', () => {
  it('make it a node, and have nothing to do afterwards', async () => {
    await ask(disguises);
    const first = await play(site);
    expect(first.code, first.stdout + first.stderr).toBe(0);
    expect(first.stdout).toContain('zram makes swap of memory here');
    expect(await mustPlay(site)).toEqual(nothing);
    await mustPlay(verify);
  });

  it('comment the swap lines once, those with tabs too, and no others', async () => {
    const wanted = fstab.replace('\nUUID', '\n#UUID').replace('\n/dev/sda5', '\n#/dev/sda5');
    expect(await ask('cat /etc/fstab\n')).toBe(wanted);
  });

  it('leave no unit that could bring swap back', async () => {
    const lines = (await ask(listUnits)).trim().split('\n');
    expect(lines.map((line) => line.split(/ +/).slice(0, 2))).toEqual([
      ['dev-zram0.swap', 'masked'],
      ['swapfile.swap', 'masked'],
      ['zramswap.service', 'masked'],
    ]);
    expect(await ask('systemctl is-active zramswap.service || :\n')).toBe('inactive\n');
  });
});

describe('a node', () => {
  it('never sees the key of the authority', async () => {
    const script = "find / -xdev -name '*ca*key*' -path '*kube*'; ls -A /var/lib/kubernetes\n";
    expect(await ask(script)).toBe('ca.pem\n');
  });

  it('keeps its kubelet when the container runtime stops and starts', async () => {
    await ask('systemctl start containerd\n');
    const before = await ask(processId);
    await ask('systemctl stop containerd; systemctl start containerd\n');
    expect(await ask('systemctl is-active kubelet\n')).toBe('active\n');
    expect(await ask(processId)).toBe(before);
  });

  it('gets a new kubelet process when something changed that it reads, else not', async () => {
    const before = [await ask(processId), await ask(processId, 'worker1')];
    const changed = await mustPlay(kubelet, 'kubelet_verbosity=3');
    expect(changed).toMatchObject({ master1: 2, worker1: 2 });
    const after = [await ask(processId), await ask(processId, 'worker1')];
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(await mustPlay(kubelet, 'kubelet_verbosity=3')).toEqual(nothingOnNodes);
    expect([await ask(processId), await ask(processId, 'worker1')]).toEqual(after);
  });

  it('is told that other taints do not reach a Node that exists', async () => {
    const end = await play(kubelet, onMaster, '{"kubelet_taints": ["role=edge:NoExecute"]}');
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(end.stdout).toContain('They count at the first registration only');
  });

  it("runs the first document's kubelet with its percent signs, and says so of labels", async () => {
    const old = [onMaster, 'kubelet_version=v1.10.3', 'cni_version=v0.6.0'];
    await mustPlay(site, ...old);
    const line = await ask(`tr '\\0' ' ' < /proc/$(${processId.trim()})/cmdline\n`);
    expect(line).toContain('imagefs.inodesFree<5% ');
    expect(line).toContain(
      '--node-labels=kubernetes.io/role=master,node-role.kubernetes.io/master= ',
    );
    expect(await ask('cat /opt/cni/bin/.version\n')).toMatch(/^v0\.6\.0 /);
    await mustPlay(verify, ...old);
    const modern = await play(site, onMaster);
    expect(modern.stdout).toContain('an administrator sets them: kubectl label node master1');
  });

  it('can have its certificates in the kubeconfig, and no files of them', async () => {
    const style = [onMaster, 'kubelet_kubeconfig_style=embedded'];
    await mustPlay(kubelet, ...style);
    expect(await ask('ls -A /var/lib/kubelet\n')).toBe('config.yaml\nkubeconfig\n');
    expect(await mustPlay(kubelet, ...style)).toEqual({ master1: 0 });
    await mustPlay(verify, ...style);
  });

  it('fails loudly with a certificate of another node', async () => {
    const stranger = [onMaster, 'kubelet_node_name=stranger', 'kubelet_health_retries=8'];
    const end = await play(site, ...stranger);
    expect(end.code).not.toBe(0);
    const own = '/nodes/{{ inventory_hostname }}';
    const wrong = await play(
      kubelet,
      ...stranger,
      `kubelet_node_certificate=${folder}/pki${own}.pem`,
      `kubelet_node_key=${folder}/pki${own}-key.pem`,
    );
    expect(wrong.code).toBe(2);
    expect(wrong.stdout).toContain('Wait until it says that it is well');
    expect(await ask('journalctl -u kubelet -n 20 --no-pager\n')).toContain(
      'client certificate is not CN=system:node:stranger',
    );
  });

  it('refuses a tarball with another checksum, and unpacks nothing of it', async () => {
    const sum = `cni_checksum=sha256:${'0'.repeat(64)}`;
    await ask('rm -f /opt/cni/bin/.version\n');
    rmSync(join(folder, 'downloads'), { recursive: true });
    const end = await play(site, onMaster, sum);
    expect(end.code).toBe(2);
    expect(end.stdout).toContain('checksum');
    expect(await ask('ls -A /opt/cni/bin/.version 2>&1 || :\n')).toContain('No such file');
  });
});

describe('the templates of the role kubelet', () => {
  it('come out as real Ansible renders them, for every version and shape', async () => {
    const out = join(folder, 'rendered');
    const place = ['test/roles/render.yml', '-i', 'test/roles/hosts.yml'];
    const end = await runKplay([...place, '-e', `out=${out}`]);
    expect(end.code, end.stdout + end.stderr).toBe(0);
    const recorded = join(import.meta.dirname, '../roles/rendered');
    expect(await run(['diff', '-r', recorded, out])).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('playbooks/reset.yml', () => {
  it('gives back exactly what was there, and has nothing to do afterwards', async () => {
    await mustPlay(reset);
    expect(await ask('cat /etc/fstab\n')).toBe(fstab);
    const lines = (await ask(listUnits)).trim().split('\n');
    expect(lines.map((line) => line.split(/ +/).slice(0, 2))).toEqual([
      ['dev-zram0.swap', 'static'],
      ['swapfile.swap', 'enabled'],
      ['zramswap.service', 'enabled'],
    ]);
    const places =
      '/opt/cni /var/lib/kubelet /var/lib/kubernetes /etc/kubernetes /var/lib/swap-off';
    expect(await ask(`ls -d ${places} /usr/local/bin/kubelet 2>/dev/null || :\n`)).toBe('');
    expect(await mustPlay(reset)).toEqual(nothing);
  });
});
