/** The demo: boots the lab, runs the site twice, verifies it, and says how to look around. */
import { spawnSync } from 'node:child_process';
import { upLab, type LabListener } from '../lab/index.ts';
import { EXIT } from './exit-codes.ts';

const INVENTORY = 'inventory/lab.yml';

interface Stage {
  readonly title: string;
  readonly playbook: string;
  /** The run must change nothing. */
  readonly isRepeat?: boolean;
}

const STAGES: readonly Stage[] = [
  { title: 'first run: plain machines become Kubernetes nodes', playbook: 'playbooks/site.yml' },
  { title: 'second run: nothing is left to do', playbook: 'playbooks/site.yml', isRepeat: true },
  { title: 'verification', playbook: 'playbooks/verify.yml' },
];

const AFTERWARDS = `
The lab stays up. Look around:
  npm run lab -- ssh master1                log in to a host
  kplay playbooks/verify.yml -i ${INVENTORY}
  kplay playbooks/reset.yml -i ${INVENTORY}  take everything away again
  npm run lab -- list                       what is running
  npm run lab -- down                       take the lab down
`;

function say(text: string): void {
  process.stdout.write(`\n### ${text}\n`);
}

/** Runs kplay itself as a user would; its recap is read back for the second run's promise. */
function runStage(stage: Stage): number {
  say(`${stage.title}\n### kplay ${stage.playbook} -i ${INVENTORY}`);
  const words = [...process.execArgv, process.argv[1] ?? 'kplay', stage.playbook, '-i', INVENTORY];
  if (stage.isRepeat !== true) {
    return spawnSync(process.execPath, words, { stdio: 'inherit' }).status ?? EXIT.error;
  }
  const run = spawnSync(process.execPath, words, {
    stdio: ['inherit', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  process.stdout.write(run.stdout);
  const recap = run.stdout.slice(run.stdout.lastIndexOf('PLAY RECAP'));
  const lines = recap.split('\n').filter((line) => line.includes('changed='));
  const isQuiet = lines.length > 0 && lines.every((line) => line.includes('changed=0 '));
  if (run.status === EXIT.ok && isQuiet) return EXIT.ok;
  process.stderr.write('demo: the second run still changed something\n');
  return run.status === EXIT.ok ? EXIT.error : (run.status ?? EXIT.error);
}

/** Runs the demo on the standard lab. */
export async function runDemo(tell: LabListener): Promise<number> {
  say('booting two masters and two workers (systemd, sshd, sudo, no Python)');
  await upLab({ existing: 'fresh' }, tell);
  for (const stage of STAGES) {
    const code = runStage(stage);
    if (code !== EXIT.ok) return code;
  }
  process.stdout.write(AFTERWARDS);
  return EXIT.ok;
}
