/** What a template may know of itself: where it lies, how old it is, what it should say of its origin. */
import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Value } from '../base/index.ts';

/** A local time as Python prints it. */
function toPythonTime(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().replace('T', ' ').replace('Z', '000');
}

/**
 * The variables that only a template file sees. Source: Ansible 2.14, «template» module and lookup.
 * @param name how the template was asked for
 */
export function templateVars(
  path: string,
  managed: string,
  name = path,
): ReadonlyMap<string, Value> {
  const stats = statSync(path);
  return new Map<string, Value>([
    ['template_host', hostname()],
    ['template_uid', stats.uid === 0 ? 'root' : String(stats.uid)],
    ['template_path', name],
    ['template_fullpath', resolve(path)],
    ['template_mtime', toPythonTime(stats.mtime)],
    ['template_run_date', toPythonTime(new Date())],
    ['ansible_managed', managed],
  ]);
}
