/** A project with a Vagrantfile, and the programs that a user runs in it. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecap, run, type Recap } from '../support/lab-run.ts';
import { makeProject, vagrantEnvironment, type RealVagrant } from './machine.ts';

const root = new URL('../..', import.meta.url).pathname;

/** How a program ended. */
export interface Ended {
  readonly code: number;
  /** What it printed: stdout, then stderr. */
  readonly output: string;
}

/** Reads every recap in a text: of several about one host the last wins. */
export function recapOf(output: string): Readonly<Record<string, Recap>> {
  const parts = output.split('PLAY RECAP').slice(1);
  return Object.fromEntries(parts.flatMap((part) => [...parseRecap(`PLAY RECAP${part}`)]));
}

/** A project of the tests. */
export class Project {
  readonly folder: string;
  readonly #vagrant: RealVagrant;
  readonly #bin: string;

  /** Makes the folder with what a user has of kplay, and `kplay` on the PATH. */
  constructor(vagrant: RealVagrant, name: string) {
    this.#vagrant = vagrant;
    this.folder = join(vagrant.folder, name);
    this.#bin = join(this.folder, 'bin');
    mkdirSync(this.#bin, { recursive: true });
    makeProject(this.folder, root);
    symlinkSync(join(root, 'dist/program/kplay.js'), join(this.#bin, 'kplay'));
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.folder, path, '..'), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Writes vagrant/settings.yml for the lab's mirror. */
  writeSettings(more: Readonly<Record<string, unknown>> = {}): void {
    const extraVars = {
      lab_mirror_url: this.#vagrant.mirrorUrl,
      cni_base_url: '{{ lab_mirror_url }}/containernetworking/plugins/releases/download',
      cni_checksum: 'sha256:{{ cni_url }}.sha256',
      kubelet_release_base_url: '{{ lab_mirror_url }}/release',
      kubelet_checksum: 'sha256:{{ kubelet_url }}.sha256',
    };
    const settings = { box: this.#vagrant.box, extra_vars: extraVars, ...more };
    this.write('vagrant/settings.yml', JSON.stringify(settings));
  }

  /** Runs `vagrant` or `kplay` with words, and waits for its end. */
  async run(
    program: 'vagrant' | 'kplay',
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    const standard = vagrantEnvironment(this.#vagrant.home);
    const path = `${this.#bin}:${process.env['PATH'] ?? ''}`;
    const end = await run([program, ...words], {
      cwd: this.folder,
      env: { ...standard, PATH: path, ...env },
    });
    return { code: end.code, output: end.stdout + end.stderr };
  }

  vagrant(...words: readonly string[]): Promise<Ended> {
    return this.run('vagrant', words);
  }
}
