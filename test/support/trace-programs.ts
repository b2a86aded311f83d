/** What programs are started with, here and on lab hosts: their arguments, as `ps` would show them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { askHost } from './lab-run.ts';
import type { LabForTests } from './lab-for-tests.ts';

/** The words for strace that write every start of a program, whole, to a file. */
export function traceWords(path: string): readonly string[] {
  return ['strace', '-f', '-qq', '-s', '1000000', '-e', 'trace=execve', '-o', path];
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has ended meanwhile.
    return '';
  }
}

/** The process number here of one that a host calls `inner`; hosts of several labs share names. */
function findOuter(inner: string, machineId: string): string {
  const found = readdirSync('/proc').find(
    (pid) =>
      new RegExp(`^NSpid:.*\\s${inner}$`, 'm').test(readOr(`/proc/${pid}/status`)) &&
      readOr(`/proc/${pid}/root/etc/machine-id`).trim() === machineId,
  );
  if (found === undefined) throw new Error(`machine ${machineId} has no process ${inner}`);
  return found;
}

/**
 * Traces what is started through the SSH server of a lab host.
 * @returns ends the trace
 */
export async function traceHost(
  lab: LabForTests,
  hostName: string,
  path: string,
): Promise<() => Promise<void>> {
  const inner = await askHost(lab, hostName, 'systemctl show -p MainPID --value ssh\n');
  const machineId = await askHost(lab, hostName, 'cat /etc/machine-id\n');
  const [program = '', ...words] = traceWords(path);
  const tracer = spawn(program, [...words, '-p', findOuter(inner.trim(), machineId.trim())]);
  const end = once(tracer, 'exit');
  // The file is there as soon as strace holds the server.
  while (readOr(path) === '' && tracer.exitCode === null) {
    await askHost(lab, hostName, ':\n');
    await sleep(50);
  }
  return async () => {
    tracer.kill('SIGINT');
    await end;
  };
}
