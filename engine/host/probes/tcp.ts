/** Probes of TCP: who listens and who is connected, and whether a port can be reached. */
import { sh } from '../../shell/index.ts';
import { TaskFailure, type Probe } from '../contract.ts';

/** States as Linux numbers them (include/net/tcp_states.h). */
const STATES = [
  'UNKNOWN',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
] as const;

/** A socket of the host. Addresses are dotted, or IPv6 in full lower-case hex groups. */
export interface TcpSocket {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly state: string;
}

/** Reads an address of /proc/net/tcp: hex, each 32 bits in the host's (little-endian) order. */
function parseAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse());
  const isMapped = bytes.length === 16 && bytes.slice(0, 12).join('') === `${'00'.repeat(10)}ffff`;
  const last = isMapped ? bytes.slice(12) : bytes;
  if (last.length === 4) return last.map((byte) => Number.parseInt(byte, 16)).join('.');
  return (last.join('').toLowerCase().match(/.{4}/g) ?? []).join(':');
}

function parseEnd(text: string): readonly [string, number] {
  const [address = '', port = ''] = text.split(':');
  return [parseAddress(address.toUpperCase()), Number.parseInt(port, 16)];
}

function parseSocket(line: string): TcpSocket | undefined {
  const [, local, remote, state] = line.trim().split(/\s+/);
  if (local?.includes(':') !== true || remote === undefined || state === undefined)
    return undefined;
  const [localAddress, localPort] = parseEnd(local);
  const [remoteAddress, remotePort] = parseEnd(remote);
  const name = STATES[Number.parseInt(state, 16)] ?? 'UNKNOWN';
  return { localAddress, localPort, remoteAddress, remotePort, state: name };
}

/** Asks for all TCP sockets of the host, those that listen among them. */
export function tcpSockets(): Probe<readonly TcpSocket[]> {
  return {
    name: 'tcp-sockets',
    params: {},
    script: sh`cat /proc/net/tcp; cat /proc/net/tcp6 2>/dev/null; :`,
    parse: (reply) =>
      reply.stdout
        .split('\n')
        .filter((line) => !line.includes('local_address'))
        .map(parseSocket)
        .filter((socket) => socket !== undefined),
  };
}

/** What came of trying to reach a port. */
export interface Reach {
  readonly isOpen: boolean;
  /** What the other side said first, when it was waited for. */
  readonly said: string;
}

/** Exit code of the script when the host has no program that can connect. */
const NO_PROGRAM = 99;

/** How to try. */
export interface ReachQuestion {
  readonly host: string;
  readonly port: number;
  readonly timeoutSeconds: number;
  /** Also read what the other side sends within the timeout. */
  readonly listens: boolean;
}

/**
 * Asks whether a port can be reached from the host: with bash's /dev/tcp, netcat, or curl,
 * whichever is there. Without any of them, a port of the host itself is looked up in /proc.
 */
export function reachPort(question: ReachQuestion): Probe<Reach> {
  const { host, port, listens } = question;
  const seconds = Math.max(1, Math.ceil(question.timeoutSeconds));
  // Reading goes on until the time is over, so then 124 says nothing against the port.
  const bash = `exec 3<>"/dev/tcp/$1/$2" || exit 1${listens ? '; cat <&3' : ''}`;
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const script = sh`h=${host} p=${port} t=${seconds}
have() { command -v "$1" >/dev/null 2>&1; }
if have bash && have timeout; then
  timeout "$t" bash -c ${bash} kplay "$h" "$p" 2>/dev/null
  case $? in 0) exit 0 ;; 124) exit ${listens ? 0 : 1} ;; *) exit 1 ;; esac
elif have nc; then
  nc -w "$t" "$h" "$p" </dev/null; exit
elif have curl; then
  curl -s --connect-timeout "$t" -m "$t" "telnet://$h:$p" </dev/null
  case $? in 0|28) exit 0 ;; *) exit 1 ;; esac
fi
case $h in localhost|127.*|::1) ;; *) exit ${NO_PROGRAM} ;; esac
while read -r number local remote state rest; do
  case $local$state in *${hex}0A) exit 0 ;; esac
done <<END
$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
END
exit 1`;
  return {
    name: 'reach-port',
    params: { host, port },
    script,
    parse: ({ rc, stdout }) => {
      if (rc === NO_PROGRAM)
        throw new TaskFailure(
          'nothing on the host can open a connection: install bash (package bash) or nc (package netcat-openbsd)',
        );
      return { isOpen: rc === 0, said: stdout };
    },
  };
}
