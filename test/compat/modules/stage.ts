/**
 * The lab host that situations are run on, and both engines. Hosts for Ansible have Python, hosts
 * for kplay have none. With KEEP_LAB=1 a host stays up for the next call, to save its boot.
 */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { planHosts } from '../../../engine/lab/index.ts';
import { runKplay } from '../../support/kplay.ts';
import { openLab, type LabForTests, type OpenLab } from '../../support/lab-for-tests.ts';
import { run } from '../../support/lab-run.ts';
import { bringPython, installPackages, removePython } from './packages.ts';
import { readAnswers, renderPlaybook, type Places } from './playbook.ts';
import { ensurePrograms } from '../../support/programs.ts';
import { serveWeb } from './web.ts';
import type { SituationAnswer, SituationFile } from './situations.ts';

/** Answers by situation. */
export type Answers = Readonly<Record<string, SituationAnswer>>;

/** A host with an engine that runs situations on it. */
export interface Stage {
  /** Installs what several files need in one go, apart from Python, which only its own file may see. */
  prepare(files: readonly SituationFile[]): Promise<void>;
  play(file: SituationFile): Promise<Answers>;
  close(): Promise<void>;
}

const ANSIBLE = {
  ANSIBLE_STDOUT_CALLBACK: 'ansible.posix.json',
  ANSIBLE_PIPELINING: 'True',
  ANSIBLE_DEPRECATION_WARNINGS: 'False',
  ANSIBLE_RETRY_FILES_ENABLED: 'False',
  ANSIBLE_NOCOLOR: '1',
};

/** A file whose name ends so is no text: it is written decoded, without the ending. */
const BASE64 = '.base64';

function layOut(file: SituationFile, folder: string, playbook: string): void {
  writeFileSync(join(folder, 'play.yml'), playbook);
  for (const [name, text] of Object.entries(file.files ?? {})) {
    const path = join(folder, 'files', name);
    mkdirSync(dirname(path), { recursive: true });
    if (name.endsWith(BASE64)) writeFileSync(path.slice(0, -BASE64.length), text, 'base64');
    else writeFileSync(path, text);
  }
}

async function playAs(
  engine: 'ansible' | 'kplay',
  lab: LabForTests,
  file: SituationFile,
  places: Places,
): Promise<Answers> {
  const folder = mkdtempSync(join(tmpdir(), 'situations-'));
  const all = { ...places, here: join(folder, 'here'), project: folder };
  layOut(file, folder, renderPlaybook(file, lab.hosts[0]?.name ?? '', all));
  const book = join(folder, 'play.yml');
  try {
    const { stdout, stderr } =
      engine === 'ansible'
        ? await run(['ansible-playbook', '-i', lab.inventory, book], { cwd: folder, env: ANSIBLE })
        : await runKplay(['-i', lab.inventory, '--output', 'json', book]);
    if (!stdout.includes('"plays"')) throw new Error(`${file.name}: ${stdout}${stderr}`);
    return readAnswers(file, stdout, all);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Boots the host of an engine.
 * @param suffix tells labs apart that are up beside each other
 */
export async function openStage(engine: 'ansible' | 'kplay', suffix = ''): Promise<Stage> {
  const python = engine === 'ansible' ? 'with-python' : 'no-python';
  // synchronize starts it here.
  await ensurePrograms('rsync');
  const isKept = process.env['KEEP_LAB'] === '1';
  const open: OpenLab = await openLab(
    `modules-${engine}${suffix}`,
    python,
    planHosts(1, 0),
    isKept,
  );
  const web = await serveWeb(new URL(open.lab.mirrorUrl).hostname);
  const places = { mirror: open.lab.mirrorUrl, web: web.url };
  return {
    prepare: async (files) => {
      const packages = files.flatMap((file) =>
        bringPython(file.packages) ? [] : (file.packages ?? []),
      );
      await installPackages(open.lab, [...new Set(packages)]);
    },
    play: async (file) => {
      const python = engine === 'ansible' ? (file.python_packages ?? []) : [];
      await installPackages(open.lab, [...(file.packages ?? []), ...python]);
      const answers = await playAs(engine, open.lab, file, places);
      if (engine === 'kplay' && bringPython(file.packages)) await removePython(open.lab);
      return answers;
    },
    close: async () => {
      await web.close();
      await open.close();
    },
  };
}
