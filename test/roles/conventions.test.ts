import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readData, trust } from './trusted.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const roles = readdirSync(`${root}roles`);

interface Option {
  readonly type: string;
  readonly default?: unknown;
  readonly description: string;
}

describe.each(roles)('the role %s', (role) => {
  const defaults = readData<Readonly<Record<string, unknown>>>(
    `${root}roles/${role}/defaults/main.yml`,
  );
  const specs = readData<{
    readonly argument_specs: {
      readonly main: { readonly options: Readonly<Record<string, Option>> };
    };
  }>(`${root}roles/${role}/meta/argument_specs.yml`);
  const { options } = specs.argument_specs.main;

  it('documents every default, and nothing else', () => {
    expect(Object.keys(options).sort()).toEqual(Object.keys(defaults).sort());
  });

  it.each(Object.entries(options))('documents %s as it is', (name, option) => {
    const value = defaults[name];
    expect(option.description).toMatch(/^\S.*\.$/s);
    expect(name.startsWith(`${role}_`)).toBe(true);
    if (JSON.stringify(value).includes('{{')) expect(option.description).toContain('By default');
    else expect(option.default).toEqual(value);
  });
});

function findTaskFiles(folder: string): readonly string[] {
  return readdirSync(`${root}${folder}`).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(`${root}${path}`).isDirectory()) return findTaskFiles(path);
    return /\/(tasks|handlers)\/[^/]+\.yml$/.test(path) ? [path] : [];
  });
}

type Task = Readonly<Record<string, unknown>>;

describe.each(findTaskFiles('roles'))('%s', (path) => {
  const tasks = readData<readonly Task[]>(`${root}${path}`);
  const made = ['copy', 'template', 'file', 'get_url', 'lineinfile'];

  it('names every task and every module in full', () => {
    for (const task of tasks) {
      expect(task['name']).toMatch(/^[A-Z]/);
      expect(Object.keys(task).filter((key) => key.includes('.'))).toHaveLength(1);
    }
  });

  it('gives every file it makes a mode', () => {
    for (const task of tasks) {
      for (const name of made) {
        const found = task[`ansible.builtin.${name}`];
        const args = found === undefined ? undefined : trust<Task>(found);
        // A link has none: it would be its target's.
        if (args === undefined || args['state'] === 'absent' || args['state'] === 'link') continue;
        expect(args).toHaveProperty('mode');
      }
    }
  });

  it('never lets a secret into a diff', () => {
    for (const task of tasks) {
      if (/kubeconfig\.j2|kubelet_node_key/.test(JSON.stringify(task))) {
        expect(task['diff'] === false || task['no_log'] === true).toBe(true);
      }
    }
  });
});
