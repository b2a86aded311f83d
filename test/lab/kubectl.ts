/** The real kubectl, from Debian's kubernetes-client, unpacked beside the checkout and not installed. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, type CommandEnd } from '../support/lab-run.ts';

const cache = fileURLToPath(new URL('../../.cache/kubectl', import.meta.url));

async function must(argv: readonly string[], cwd: string): Promise<void> {
  const end = await run(argv, { cwd });
  if (end.code !== 0) throw new Error(`${argv.join(' ')}: ${end.stderr}`);
}

/** Gives the path of kubectl; fetches it once. */
export async function findKubectl(): Promise<string> {
  const program = join(cache, 'usr/bin/kubectl');
  if (existsSync(program)) return program;
  mkdirSync(dirname(cache), { recursive: true });
  const draft = mkdtempSync(`${cache}-`);
  const download = ['apt-get', '-q', 'download', 'kubernetes-client'];
  if ((await run(download, { cwd: draft })).code !== 0) {
    await must(['apt-get', '-q', 'update'], draft);
    await must(download, draft);
  }
  const archive = readdirSync(draft).find((name) => name.endsWith('.deb')) ?? '';
  await must(['dpkg-deb', '-x', archive, 'tree'], draft);
  if (!existsSync(cache)) renameSync(join(draft, 'tree'), cache);
  rmSync(draft, { recursive: true });
  return program;
}

/** Runs kubectl with a kubeconfig and nothing else of this machine. */
export async function runKubectl(kubeconfig: string, args: readonly string[]): Promise<CommandEnd> {
  const program = await findKubectl();
  return run([program, `--kubeconfig=${kubeconfig}`, '--request-timeout=10s', ...args], {
    env: { KUBECONFIG: '', HOME: dirname(kubeconfig), HTTPS_PROXY: '', https_proxy: '' },
  });
}
