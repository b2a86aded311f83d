/** What `kplay test` runs, one after the other: the author's playbooks, or a play of the role alone. */
import { join, relative } from 'node:path';
import { findTestPlaybook, type FoundRole } from './find-role.ts';

/** One run of a playbook. */
export interface Stage {
  /** What it is called on the terminal. */
  readonly title: string;
  readonly playbook: string;
  /** Its text, where it is on no disk. */
  readonly text?: string;
  /** It must change nothing. */
  readonly isRepeat: boolean;
}

/** How the playbook that nobody wrote is called in messages. */
const PLAYBOOK_NAME = '<test>';

/** A play that has the role and nothing else. JSON is YAML, and leaves nothing to be quoted. */
function writePlay(role: FoundRole): string {
  const play = { name: `Test ${role.name}`, hosts: 'all', become: true, roles: [role.name] };
  return `${JSON.stringify([play], undefined, 1)}\n`;
}

/** Plans the runs of a role's test, in order. */
export function planStages(role: FoundRole): readonly Stage[] {
  const prepare = findTestPlaybook(role, 'prepare');
  const converge = findTestPlaybook(role, 'converge');
  const verify = findTestPlaybook(role, 'verify');
  const own = { playbook: join(role.path, PLAYBOOK_NAME), text: writePlay(role) };
  const main = converge === undefined ? own : { playbook: converge };
  const name = (path: string): string => relative(process.cwd(), path);
  const what = converge === undefined ? role.name : name(converge);
  const extra = (word: string, path: string | undefined): readonly Stage[] =>
    path === undefined
      ? []
      : [{ title: `${word}: ${name(path)}`, playbook: path, isRepeat: false }];
  return [
    ...extra('prepare', prepare),
    { ...main, title: `first run: ${what}`, isRepeat: false },
    { ...main, title: `second run, which must change nothing: ${what}`, isRepeat: true },
    ...extra('verify', verify),
  ];
}
