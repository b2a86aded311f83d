/**
 * The sample roles on hosts without Python: what they refuse, what they make of a host (the same as real
 * Ansible, see test/compat/site/README.md), and that a second run and a look find nothing to do.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER, serverWords } from '../compat/site/jobs.ts';
import { jobPlans, playJob, readJob } from '../compat/site/recording.ts';
import { runKplay } from '../support/kplay.ts';
import { openLab, type LabForTests, type OpenLab } from '../support/lab-for-tests.ts';
import { askHost, parseRecap, run, type CommandEnd } from '../support/lab-run.ts';

let folder = '';
let open: OpenLab;
let lab: LabForTests;
let words: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kplay-server-'));
  for (const name of ['admin', 'stranger']) {
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  }
  open = await openLab('server', 'no-python', jobPlans);
  ({ lab } = open);
  words = serverWords(await readFile(join(folder, 'admin.pub'), 'utf8'));
});

afterAll(async () => {
  await open.close();
  await rm(folder, { recursive: true, force: true });
});

/** Plays a playbook on the servers, with variables as JSON among the flags. */
function play(flags: readonly string[], playbook = 'server'): Promise<CommandEnd> {
  const inventories = ['-i', lab.inventory, '-i', 'inventory/servers.yml'];
  return runKplay([`playbooks/${playbook}.yml`, ...inventories, ...words, ...flags]);
}

/** Plays one role on one host, with a variable that it should not like. */
function playWrong(role: string, variables: unknown): Promise<CommandEnd> {
  return play(['-l', 'worker1', '-t', role, '-e', JSON.stringify(variables)]);
}

function changedCounts(end: CommandEnd): readonly (number | undefined)[] {
  return [...parseRecap(end.stdout).values()].map((recap) => recap['changed']);
}

function addressOf(host: string): string {
  return lab.hosts.find(({ name }) => name === host)?.address ?? '';
}

/** Logs in to a host, with no other key than this one. */
function logIn(user: string, key: string, command: string): Promise<CommandEnd> {
  const options = [
    ...['-F', '/dev/null', '-i', join(folder, key), '-o', 'IdentitiesOnly=yes'],
    ...['-o', 'BatchMode=yes', '-o', `UserKnownHostsFile=${lab.knownHosts}`],
    ...['-o', 'LogLevel=ERROR', '-o', 'IdentityAgent=none'],
  ];
  return run(['ssh', ...options, `${user}@${addressOf('worker1')}`, command]);
}

/** Says what comes of a connection: dropped packets are answered by nobody. */
function knock(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: addressOf('worker1'), port, timeout: 700 });
    const settle = (answer: string) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', settle('open'));
    socket.once('timeout', settle('silent'));
    socket.once('error', settle('refused'));
  });
}

const ask = (script: string): Promise<string> => askHost(lab, 'worker1', `${script}\n`);

describe('a value of the wrong kind', () => {
  it.each([
    ['locale', { locale_settings: 'de_DE.UTF-8' }, "'locale_settings' is of type"],
    ['users', { users_accounts: [{ comment: 'nobody' }] }, 'missing required arguments: name'],
    ['cron', { cron_jobs: [{ name: 'x', state: 'gone' }] }, 'value of state must be one of'],
    ['webserver', { webserver_sites: { www: {} } }, "'webserver_sites' is of type"],
    ['firewall', { firewall_ssh_ports: ['ssh'] }, "'firewall_ssh_ports'"],
    ['hardening', { hardening_sysctl: 1 }, "'hardening_sysctl' is of type"],
  ])('is refused by %s before anything is done', async (role, variables, message) => {
    const end = await playWrong(role, variables);
    expect(end.code).toBe(2);
    expect(end.stdout).toContain(message);
    expect(end.stdout).toMatch(/ok=\d+ +changed=0 +unreachable=0 +failed=1/);
  });
});

describe('playbooks/server.yml', () => {
  it('says in a dry run what it would do on hosts that have nothing yet', async () => {
    for (const { name } of lab.hosts) await askHost(lab, name, 'apt-get -qq update\n');
    const end = await play(['--check']);
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(changedCounts(end)).toEqual([18, 18]);
    expect(await ask('command -v nginx nft crontab || echo none')).toBe('none\n');
  });

  it('leaves what Ansible leaves, the first and the second time', async () => {
    const answer = await playJob(SERVER, lab, play);
    const { recaps, hosts } = readJob(SERVER)!;
    expect(answer).toEqual({ recaps, hosts });
  });

  it('changes nothing on any host again, and is verified', async () => {
    const again = await play([]);
    expect(again.code, again.stdout + again.stderr).toBe(0);
    expect(changedCounts(again)).toEqual([0, 0]);
    const verified = await play([], 'verify-server');
    expect(verified.code, verified.stdout + verified.stderr).toBe(0);
    expect(changedCounts(verified)).toEqual([0, 0]);
  });
});

describe('a server', () => {
  it('serves its pages to others', async () => {
    const page = await readFile('playbooks/files/www/index.html', 'utf8');
    expect(await (await fetch(`http://${addressOf('worker1')}/`)).text()).toBe(page);
    const health = await fetch(`http://${addressOf('worker1')}/health`);
    expect(await health.text()).toBe('worker1 is well\n');
  });

  it('lets in who has the key, and nobody else', async () => {
    expect((await logIn('admin', 'admin', 'sudo -n id -u')).stdout).toBe('0\n');
    expect((await logIn('deploy', 'admin', 'sudo -n id -u')).code).toBe(1);
    const stranger = await logIn('admin', 'stranger', 'id -u');
    expect(stranger.stderr).toContain('Permission denied (publickey)');
    expect((await logIn('root', 'admin', 'id -u')).code).toBe(255);
  });

  it('answers on the ports that are open, and on no other', async () => {
    const unit = '--unit=stray --socket-property=ListenStream=8088 --socket-property=Accept=yes';
    await ask(`systemd-run --quiet ${unit} /bin/cat; timeout 3 bash -c '</dev/tcp/127.0.0.1/8088'`);
    const ports = [22, 80, 443, 9100, 8088];
    const answers = await Promise.all(ports.map(knock));
    expect(answers).toEqual(['open', 'open', 'refused', 'refused', 'silent']);
  });

  it('has its time zone, locales, jobs and settings', async () => {
    expect(await ask('date +%Z')).toMatch(/^CES?T\n$/);
    expect(await ask('locale -a')).toMatch(/^de_DE\.utf8$/m);
    expect((await logIn('admin', 'admin', 'echo $LANG $LC_TIME')).stdout).toBe(
      'en_US.UTF-8 de_DE.UTF-8\n',
    );
    expect(await ask('crontab -l -u nobody')).toContain(
      '#Ansible: note the load\n*/10 * * * * uptime | logger -t load\n',
    );
    const sshd = (await ask('/usr/sbin/sshd -T')).split('\n');
    expect(sshd).toEqual(expect.arrayContaining(['passwordauthentication no', 'maxauthtries 3']));
    expect(await ask('cat /proc/sys/net/ipv4/conf/all/send_redirects')).toBe('0\n');
    expect(await ask('cat /etc/sysctl.d/90-hardening.conf')).toContain('vm.swappiness = 10\n');
  });
});

it('puts back rules that somebody flushed', async () => {
  await ask('nft flush ruleset');
  const end = await play(['-l', 'worker1', '-t', 'firewall']);
  expect(changedCounts(end)).toEqual([2]);
  expect(await ask('nft list table inet firewall')).toContain('policy drop');
});

describe('a mistake', () => {
  it('in a site leaves the one that is served', async () => {
    const location = { path: '/', lines: ['no_such_directive on'] };
    const end = await playWrong('webserver', {
      webserver_sites: [{ name: 'www', default: true, locations: [location] }],
    });
    expect(end.code).toBe(2);
    expect(end.stdout).toContain('unknown directive');
    expect((await fetch(`http://${addressOf('worker1')}/health`)).status).toBe(200);
    expect(await ask('nginx -t -q && echo well')).toBe('well\n');
  });

  it('in the ports of sshd locks nobody out', async () => {
    const end = await playWrong('firewall', { firewall_ssh_ports: [2222] });
    expect(end.code).toBe(2);
    expect(end.stdout).toContain('sshd listens on port 22, which firewall_ssh_ports has not');
    expect(await knock(22)).toBe('open');
  });

  it('in a setting of sshd is found by sshd itself', async () => {
    const end = await playWrong('hardening', { hardening_sshd_more: { PermitRotLogin: 'no' } });
    expect(end.code).toBe(2);
    expect(end.stdout).toContain('Bad configuration option: PermitRotLogin');
    expect(await ask('grep -c Rot /etc/ssh/sshd_config.d/00-hardening.conf || :')).toBe('0\n');
  });
});
