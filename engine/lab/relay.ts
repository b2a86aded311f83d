/**
 * Latency where the kernel has no netem: a relay in front of each host's SSH port that holds every
 * piece of data back for half a round trip. It listens on addresses of its own on
 * the lab's bridge; a run reaches it through an inventory of its own.
 */
import { createServer, connect, type Server, type Socket } from 'node:net';
import { runCommand } from './command.ts';
import { LabError, type Lab, type LabHost } from './contract.ts';
import { bridgeName } from './network.ts';

/** Not 22: this machine's own SSH server may listen there on every address. */
const relayPort = 2222;
/** Relays have addresses of their own, above those that hosts usually get. */
const firstNumber = 201;
const WINDOW = 4 * 1024 * 1024;

/** The host as it is reached through its relay. */
export interface Relay {
  readonly host: LabHost;
  readonly address: string;
  readonly port: number;
}

/** Relays that run in this process, and the way to end them. */
export interface Relays {
  readonly relays: readonly Relay[];
  /** Lines of known_hosts for the relays' addresses. */
  readonly knownHosts: string;
  close(): Promise<void>;
}

/** Does things in order, each `delay` milliseconds after it was asked for, none before `start`. */
function makeDelayLine(delay: number, start: number): (act: () => void) => void {
  const line: { readonly due: number; readonly act: () => void }[] = [];
  const drain = (): void => {
    for (;;) {
      const [first] = line;
      if (first === undefined) return;
      const wait = first.due - performance.now();
      if (wait > 0.5) {
        setTimeout(drain, wait);
        return;
      }
      line.shift();
      first.act();
    }
  };
  return (act) => {
    line.push({ due: Math.max(performance.now() + delay, start), act });
    if (line.length === 1) drain();
  };
}

function delayData(from: Socket, to: Socket, delay: number, start: number): void {
  const later = makeDelayLine(delay, start);
  let waiting = 0;
  from.on('data', (chunk: Buffer) => {
    waiting += chunk.length;
    // A window of 4 MB, as a kernel's: enough for 26 ms, and a slow reader still holds us back.
    if (waiting > WINDOW) from.pause();
    later(() => {
      waiting -= chunk.length;
      if (to.writable) to.write(chunk);
      if (from.isPaused() && waiting < WINDOW / 2) from.resume();
    });
  });
  from.on('end', () => {
    later(() => to.end());
  });
  // A reset is passed on as one; after an orderly end, what was written must still arrive.
  from.on('error', () => {
    later(() => to.destroy());
  });
}

function relayConnection(client: Socket, host: LabHost, delay: number): void {
  client.setNoDelay(true);
  // The handshake over a slow link: one round trip for the client, half of one more to the host.
  const start = performance.now() + 3 * delay;
  const target = connect({ host: host.address, port: 22, allowHalfOpen: true });
  target.setNoDelay(true);
  client.once('close', () => {
    setTimeout(() => target.destroy(), 4 * delay);
  });
  delayData(client, target, delay, start);
  delayData(target, client, delay, start + delay);
}

async function startRelay(relay: Relay, delay: number, open: Set<Socket>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    open.add(client);
    client.once('close', () => open.delete(client));
    relayConnection(client, relay.host, delay);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new LabError(`the relay cannot listen on port ${relay.port}`, { cause }));
    });
    server.listen(relay.port, relay.address, resolve);
  });
  return server;
}

/**
 * Starts a relay for each host of a lab, in this process.
 * @param roundTrip what a round trip takes longer, in milliseconds
 * @throws LabError when a port is taken
 */
export async function startRelays(lab: Lab, roundTrip: number): Promise<Relays> {
  const relays = lab.hosts.map((host, index) => ({
    host,
    address: `10.77.${lab.subnet}.${firstNumber + index}`,
    port: relayPort,
  }));
  const bridge = bridgeName(lab.subnet);
  for (const relay of relays) {
    await runCommand(['ip', 'address', 'replace', `${relay.address}/32`, 'dev', bridge]);
  }
  const servers: Server[] = [];
  const open = new Set<Socket>();
  for (const relay of relays) servers.push(await startRelay(relay, roundTrip / 2, open));
  return {
    relays,
    knownHosts: relays
      .map((relay) => `[${relay.address}]:${relay.port} ${relay.host.hostKey}\n`)
      .join(''),
    async close() {
      // ssh keeps a shared connection open for a minute; nobody waits for that.
      for (const client of open) client.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
