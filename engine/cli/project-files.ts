/** The files of a project, for the playbook room. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { toName, type Problem } from '../base/index.ts';
import type { ProjectFiles } from '../playbook/index.ts';
import { loadFile, parseKeyValue, parseYaml, type VaultReader } from '../source/index.ts';

function statOf(path: string): ReturnType<typeof statSync> | undefined {
  return existsSync(path) ? statSync(path) : undefined;
}

/** Makes the files of a project, read from disk. @param warn told of what only looks wrong */
export function makeProjectFiles(
  warn: (warning: Problem) => void,
  vault: VaultReader,
): ProjectFiles {
  return {
    isFile: (path) => statOf(path)?.isFile() === true,
    toAbsolute: (path) => resolve(path),
    isDirectory: (path) => statOf(path)?.isDirectory() === true,
    list: (path) => (existsSync(path) ? readdirSync(path).sort() : []),
    read: (path) => loadFile(path, vault),
    parse: (file) => parseYaml(file, { onWarning: warn, vault }),
    parseKeyValue: (text, onlyKeys) => parseKeyValue(toName(text.value), text.span, { onlyKeys }),
  };
}
