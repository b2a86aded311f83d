/** The files of a project, for the playbook room. */
import { readdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { toName, type Problem } from '../base/index.ts';
import type { ProjectFiles } from '../playbook/index.ts';
import { loadFile, parseKeyValue, parseYaml, type VaultReader } from '../source/index.ts';
import { isFile, isFolder } from './stat-path.ts';

/** What reading a project needs. */
export interface ProjectFilesTools {
  /** Told of what only looks wrong in a file. */
  readonly warn: (warning: Problem) => void;
  readonly vault: VaultReader;
  /** Files that are on no disk, by their path. */
  readonly written: ReadonlyMap<string, string>;
}

/** Makes the files of a project, read from disk. */
export function makeProjectFiles({ warn, vault, written }: ProjectFilesTools): ProjectFiles {
  return {
    isFile: (path) => written.has(path) || isFile(path),
    toAbsolute: (path) => resolve(path),
    toReal: (path) => {
      const real = realpathSync(path);
      return real === resolve(path) ? path : real;
    },
    isDirectory: isFolder,
    list: (path) => (isFolder(path) ? readdirSync(path).sort() : []),
    read: (path) => {
      const text = written.get(path);
      return text === undefined ? loadFile(path, vault) : { path, text };
    },
    parse: (file) => parseYaml(file, { onWarning: warn, vault }),
    parseKeyValue: (text, onlyKeys) => parseKeyValue(toName(text.value), text.span, { onlyKeys }),
  };
}
