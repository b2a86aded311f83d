/** Real Ansible in one long-lived Python process: requests go in by lines, answers come out in order. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts it, with more in its environment. `ask` takes many requests at once and gives their answers. */
export function startOracle(script, fixtures, env = {}) {
  const child = spawn(process.env.PYTHON ?? '/usr/bin/python3', [script], {
    env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC', PYTHONHASHSEED: '0', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()(JSON.parse(line)));
  const failed = new Promise((_, reject) => {
    child.on('exit', (code) => {
      if (code !== 0) reject(new Error(`the oracle ended with exit code ${code}`));
    });
  });
  failed.catch(() => undefined);
  const askOne = (request) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin.write(`${JSON.stringify({ ...request, dir: fixtures })}\n`);
    });
  return {
    ask: (requests) => Promise.race([Promise.all(requests.map(askOne)), failed]),
    stop: () => child.stdin.end(),
  };
}
