/** The file that everything shown is written to as well (DEFAULT_LOG_PATH). */
import { appendFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { stripVTControlCharacters } from 'node:util';

/** Only its owner may read it: it says what is on the hosts. */
const MODE = 0o600;

/** Writes a time as Python's logging does: `2026-11-28 18:05:09,042`, local. */
function describeTime(now: Date): string {
  const pad = (number: number, width = 2): string => String(number).padStart(width, '0');
  const day = [now.getFullYear(), pad(now.getMonth() + 1), pad(now.getDate())].join('-');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => pad(part));
  return `${day} ${time.join(':')},${pad(now.getMilliseconds(), 3)}`;
}

/**
 * Makes a writer of finished text, which must be masked already. Colours and live lines are left
 * out; each line tells when, by which process and by whom, as ansible-playbook's does.
 */
export function makeLog(path: string): (text: string) => void {
  const head = `p=${process.pid} u=${userInfo().username} n=kplay | `;
  return (text) => {
    if (text.includes('\r')) return;
    const time = describeTime(new Date());
    const lines = stripVTControlCharacters(text).replace(/\n$/, '').split('\n');
    const logged = lines.map((line) => `${time} ${head}${line}\n`).join('');
    appendFileSync(path, logged, { mode: MODE });
  };
}
