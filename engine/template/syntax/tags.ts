/** The tags that begin statements. */

/** Tags of Jinja's extensions that a user may switch on (ansible.cfg `jinja2_extensions`). */
export interface Extensions {
  readonly do: boolean;
  readonly loopControls: boolean;
}

/** Every tag that begins a statement, the extensions' too. */
export const TAGS: ReadonlySet<string> = new Set([
  'for',
  'if',
  'set',
  'block',
  'extends',
  'macro',
  'include',
  'from',
  'import',
  'call',
  'filter',
  'print',
  'with',
  'autoescape',
  'do',
  'break',
  'continue',
]);
