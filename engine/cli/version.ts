/** What `--version` says. */
import { readFileSync } from 'node:fs';

/** Reads the version from package.json, two folders above the built file. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const found = /"version":\s*"([^"]+)"/.exec(text);
  return found?.[1] ?? 'unknown';
}

/** One line: name, version, Node. */
export function describeVersion(): string {
  return `kplay ${readVersion()} (node ${process.versions.node})\n`;
}
