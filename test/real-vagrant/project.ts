/** A project with a Vagrantfile, and the programs that a user runs in it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, vagrantEnvironment, type RealVagrant } from './machine.ts';

const root = new URL('../..', import.meta.url).pathname;

/** How a program ended. `output` has stdout and stderr in the order they came. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

/** The counts of a recap, by host. */
export type Recap = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Reads every recap in a text, the last one wins. */
export function recapOf(output: string): Recap {
  const lines = output.matchAll(/^(\S+) +: (ok=.*)$/gm);
  return Object.fromEntries(
    [...lines].map(([, host = '', counts = '']) => {
      const pairs = [...counts.matchAll(/(\w+)=(\d+)/g)];
      return [host, Object.fromEntries(pairs.map(([, name, count]) => [name, Number(count)]))];
    }),
  );
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
    const start = performance.now();
    const standard = vagrantEnvironment(this.#vagrant.home);
    const child = spawn(program, words, {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...standard, PATH: `${this.#bin}:${standard['PATH'] ?? ''}`, ...env },
    });
    let output = '';
    const add = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    await once(child, 'close');
    const seconds = (performance.now() - start) / 1000;
    return { code: child.exitCode ?? 255, output, seconds };
  }

  vagrant(...words: readonly string[]): Promise<Ended> {
    return this.run('vagrant', words);
  }
}
