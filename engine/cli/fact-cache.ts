/** Facts that outlive a run: one JSON file a host, as Ansible's `jsonfile` plugin has them. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Dict, Float, isList, toName, toRawValue, type Value } from '../base/index.ts';
import { parseJson } from '../source/index.ts';
import type { FactCache } from '../vars/index.ts';
import { expandHome } from './expand-home.ts';
import type { Settings } from './settings/settings.ts';

/**
 * Makes the cache that the settings ask for.
 * @param isFlushed `--flush-cache`: forget the facts of every host that is met
 * @returns undefined for `memory`, which is what a run has anyway
 */
export function openFactCache(settings: Settings, isFlushed: boolean): FactCache | undefined {
  const plugin = settings.text('CACHE_PLUGIN')?.split('.').at(-1);
  const connection = settings.text('CACHE_PLUGIN_CONNECTION');
  if (plugin !== 'jsonfile' || connection === undefined) return undefined;
  const folder = resolve(expandHome(connection));
  // The plugin does not know the setting's default (observed with ansible-core 2.14).
  const given = settings.find('CACHE_PLUGIN_PREFIX');
  const prefix = given.origin === 'default' ? '' : (settings.text('CACHE_PLUGIN_PREFIX') ?? '');
  const seconds = settings.number('CACHE_PLUGIN_TIMEOUT') ?? 0;
  const pathOf = (host: string): string => join(folder, `${prefix}${host}`);
  return {
    read: (host) => {
      if (isFlushed) rmSync(pathOf(host), { force: true });
      return readFacts(pathOf(host), seconds);
    },
    write: (host, facts) => {
      mkdirSync(folder, { recursive: true });
      writeFacts(pathOf(host), facts);
    },
    forget: (host) => {
      rmSync(pathOf(host), { force: true });
    },
  };
}

function readFacts(path: string, seconds: number): Record<string, Value> | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return undefined;
  const isOld = seconds > 0 && Date.now() - stats.mtimeMs > seconds * 1000;
  if (isOld) return undefined;
  const value = toRawValue(parseJson({ path, text: readFileSync(path, 'utf8') }));
  if (!(value instanceof Dict)) return undefined;
  return Object.fromEntries([...value].map(([name, fact]) => [toName(name), fact]));
}

/** Writes beside the file and renames, so that another run never reads half of it. */
function writeFacts(path: string, facts: ReadonlyMap<string, Value>): void {
  const text = JSON.stringify(
    Object.fromEntries([...facts].map(([k, v]) => [k, plain(v)])),
    null,
    4,
  );
  const beside = `${path}.${String(process.pid)}`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, path);
}

function plain(value: Value): unknown {
  if (isList(value)) return value.map(plain);
  if (value instanceof Dict) {
    return Object.fromEntries([...value].map(([key, entry]) => [toName(key), plain(entry)]));
  }
  if (value instanceof Float) return value.value;
  const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return isPlain ? value : toName(value);
}
