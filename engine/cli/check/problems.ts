/** The problems that `kplay check` raises about variables. */
import type { Problem, Span } from '../../base/index.ts';

/** A variable that is read and that nothing in the project defines. */
export function unknownVariable(name: string, span: Span, hint: string | undefined): Problem {
  return {
    code: 'unknown-variable',
    message: `nothing defines \`${name}\`, and nothing asks whether it is defined`,
    span,
    hint,
    help: `define it, or write {{ ${name} | default(…) }} if it may be missing`,
  };
}

/** A variable that is defined and that nothing in the project reads. */
export function unusedVariable(name: string, by: string, span: Span): Problem {
  return {
    code: 'unused-variable',
    message: `nothing reads \`${name}\` (${by})`,
    span,
    isWarning: true,
  };
}

/** A file of the controller that a task names and that is in none of the folders of the search. */
export function missingSource(name: string, span: Span, searched: readonly string[]): Problem {
  const places = [...new Set(searched)].map((path) => `\`${path}\``).join(', ');
  return {
    code: 'missing-source',
    message: `\`${name}\` was not found in ${places}`,
    span,
    help: 'for a path on the host write `remote_src: true`',
    isWarning: true,
  };
}

/** `environment` that is no mapping: a run leaves it out, with a warning, as Ansible does. */
export function environmentSkipped(span: Span): Problem {
  return {
    code: 'environment-skipped',
    message: '`environment` is a mapping; this is left out when the task runs',
    span,
    help: 'write `environment: {NAME: value}`',
    isWarning: true,
  };
}

/** A lookup that is called and that nobody has; its message is that of the run. */
export function unknownLookup(name: string, span: Span, hint: string | undefined): Problem {
  return {
    code: 'unknown-lookup',
    message: `lookup plugin (${name}) not found`,
    span,
    hint,
    help: 'kplay knows those of ansible.builtin, and yours in lookup_plugins/',
  };
}

/** A play for a group or a host that the inventory does not have: it would run on nobody. */
export function unknownPattern(name: string, span: Span, hint: string | undefined): Problem {
  return {
    code: 'pattern-mismatch',
    message: `the inventory has no host and no group \`${name}\``,
    span,
    hint,
    help: 'kplay inventory --graph shows the hosts and the groups',
  };
}
