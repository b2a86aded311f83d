/**
 * Breaks lab hosts on purpose, for tests and measurements: latency, a cut cable, a full disk, a
 * dead SSH server, a changed host key. Each fault can be taken back; a reset takes all back.
 */
import { runCommand, tryCommand } from './command.ts';
import { LabError, standardPlaces, type Lab, type LabHost, type LabPlaces } from './contract.ts';
import { findGuestInit, findHostProcess, hostRoot, runInHost } from './guest.ts';
import { makeKeyPair } from './keys.ts';

async function delayLink(enter: readonly string[], link: string, ms: number): Promise<void> {
  const queue = ['dev', link, 'root'];
  if (ms === 0) {
    // No queue of ours there: nothing to take away.
    await tryCommand([...enter, 'tc', 'qdisc', 'delete', ...queue]);
    return;
  }
  // A queue as short as netem's own of 1000 packets would drop packets of a fast copy.
  const delay = ['netem', 'limit', '20000', 'delay', `${ms}ms`];
  const result = await tryCommand([...enter, 'tc', 'qdisc', 'replace', ...queue, ...delay]);
  if (result.code === 0) return;
  throw new LabError(`the kernel cannot delay packets: ${result.stderr.trim()}`, {
    help: 'use the delaying relay instead (startRelays)',
  });
}

/**
 * Makes every packet to and from a host take half of `milliseconds` longer: the round trip takes
 * as much longer as said. 0 takes the delay away.
 * @throws LabError where the kernel has no netem
 */
export async function setRoundTrip(
  lab: Lab,
  host: LabHost,
  milliseconds: number,
  places: LabPlaces = standardPlaces,
): Promise<void> {
  const nspawn = await findHostProcess(hostRoot(places, lab, host));
  const init = nspawn === undefined ? undefined : await findGuestInit(nspawn);
  if (init === undefined) throw new LabError(`host ${host.name} does not run`);
  await delayLink([], host.link, milliseconds / 2);
  const enter = ['nsenter', '--target', String(init), '--net', '--'];
  await delayLink(enter, 'host0', milliseconds / 2);
}

/** Cuts a host's network link or joins it again; nothing in the host notices. */
export async function setLink(host: LabHost, state: 'up' | 'down'): Promise<void> {
  await runCommand(['ip', 'link', 'set', host.link, state]);
}

/** Mounts an empty disk of so many kilobytes over a folder of the host, making the folder. */
export async function mountSmallDisk(
  lab: Lab,
  host: LabHost,
  options: { readonly path: string; readonly kilobytes: number },
  places: LabPlaces = standardPlaces,
): Promise<void> {
  const { path, kilobytes } = options;
  checkPath(path);
  const script = `set -e\nmkdir -p '${path}'\nmount -t tmpfs -o size=${kilobytes}k small '${path}'\n`;
  await runInHost(places, lab, host, script);
}

/** Unmounts what `mountSmallDisk` mounted. */
export async function unmountSmallDisk(
  lab: Lab,
  host: LabHost,
  path: string,
  places: LabPlaces = standardPlaces,
): Promise<void> {
  checkPath(path);
  await runInHost(places, lab, host, `umount '${path}'\n`);
}

function checkPath(path: string): void {
  if (/^\/[\w./-]+$/.test(path)) return;
  throw new LabError(`\`${path}\` is not a plain absolute path`);
}

/** Ends the SSH server with all its sessions and whatever they run; `systemd` starts it again. */
export async function killSshSessions(
  lab: Lab,
  host: LabHost,
  places: LabPlaces = standardPlaces,
): Promise<void> {
  await runInHost(places, lab, host, 'systemctl kill --kill-who=all --signal=KILL ssh.service\n');
}

/** Stops the SSH server with all its sessions, or starts it again. */
export async function setSshServer(
  lab: Lab,
  host: LabHost,
  state: 'running' | 'stopped',
  places: LabPlaces = standardPlaces,
): Promise<void> {
  const stop = 'systemctl stop ssh.service\nsystemctl kill --kill-who=all -s KILL ssh.service\n';
  const script = state === 'running' ? 'systemctl start ssh.service\n' : `${stop}true\n`;
  await runInHost(places, lab, host, script);
}

/** Gives the host a new SSH host key without telling known_hosts. */
export async function changeHostKey(
  lab: Lab,
  host: LabHost,
  places: LabPlaces = standardPlaces,
): Promise<void> {
  const pair = await makeKeyPair();
  const script = `set -e
umask 077
cat > /etc/ssh/ssh_host_ed25519_key <<'KEY'
${pair.privateKey.trim()}
KEY
echo '${pair.publicKey}' > /etc/ssh/ssh_host_ed25519_key.pub
systemctl restart ssh.service
`;
  await runInHost(places, lab, host, script);
}
