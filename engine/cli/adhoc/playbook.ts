/** The playbook that an ad-hoc command is: one play, one task. */

/** What is run, on whom. */
export interface AdhocTask {
  readonly pattern: string;
  readonly module: string;
  readonly args: string | undefined;
  readonly background: number | undefined;
  readonly poll: number | undefined;
  readonly timeout: number | undefined;
}

/** `{"a": 1}` is an object of arguments; everything else is words. */
function readArgs(text: string | undefined): unknown {
  if (text === undefined || text === '') return null;
  if (!/^\s*\{/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Writes the playbook. JSON is YAML, and leaves nothing to be quoted. */
export function writeAdhocPlaybook(task: AdhocTask): string {
  const { pattern, module, background, poll, timeout } = task;
  const keywords = {
    ...(background === undefined ? {} : { async: background, poll: poll ?? 15 }),
    ...(timeout === undefined ? {} : { timeout }),
  };
  const play = {
    name: 'Ansible Ad-Hoc',
    hosts: pattern,
    gather_facts: false,
    tasks: [{ [module]: readArgs(task.args), ...keywords }],
  };
  return `${JSON.stringify([play], undefined, 1)}\n`;
}
