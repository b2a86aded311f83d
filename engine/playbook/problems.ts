/** The problems that this room raises: one factory each. */
import { suggestName, type Problem, type Span } from '../base/index.ts';

export function unknownKeyword(
  word: string,
  place: string,
  span: Span,
  known: readonly string[],
): Problem {
  return {
    code: 'unknown-keyword',
    message: `'${word}' is not a valid attribute for a ${place}`,
    span,
    hint: word === 'include' ? 'did you mean `import_playbook`?' : suggestName(word, known),
    help: helpForKeyword(word, place, known),
  };
}

function helpForKeyword(word: string, place: string, known: readonly string[]): string | undefined {
  if (place === 'Block' && (word === 'loop' || word.startsWith('with_'))) {
    return 'put the tasks in a file of their own, and loop over its include_tasks';
  }
  return place === 'Task' && suggestName(word, known) === undefined
    ? 'a parameter of the module stands below the module, one level deeper'
    : undefined;
}

export function keywordOfInclude(word: string, place: string, span: Span): Problem {
  return {
    code: 'unknown-keyword',
    message: `'${word}' is not a valid attribute for a ${place}`,
    span,
    help: `for the tasks in the file write \`apply: {${word}: …}\`, or import it`,
  };
}

export function unknownLoop(word: string, span: Span, known: readonly string[]): Problem {
  return {
    code: 'unknown-keyword',
    message: `'${word}' is not a valid attribute for a Task: there is no lookup of that name`,
    span,
    hint: suggestName(word, known),
    help: 'write `loop:`, with `lookup` or `query` where a lookup gives the items',
  };
}

export function unknownMeta(word: string, span: Span, hint: string | undefined): Problem {
  return { code: 'unknown-meta', message: `invalid meta action requested: ${word}`, span, hint };
}

/** @param shown what the loop is over, as Python shows it or as it was written */
export function loopNotAList(shown: string, span: Span): Problem {
  return {
    code: 'loop-not-a-list',
    message:
      `Invalid data passed to 'loop', it requires a list, got this instead: ${shown}. ` +
      `Hint: If you passed a list/dict of just one element, try adding wantlist=True to your lookup ` +
      `invocation or use q/query instead of lookup.`,
    span,
    help: 'for a mapping write `loop: "{{ thing | dict2items }}"`',
  };
}

export function unknownTag(name: string, known: readonly string[]): Problem {
  return {
    code: 'unreachable-tag',
    message: `no task has the tag \`${name}\``,
    hint: suggestName(name, known),
    help: 'kplay PLAYBOOK --list-tags',
  };
}

/** @param span where the tag stands, behind the include at `include` */
export function hiddenTag(name: string, span: Span, include: Span): Problem {
  return {
    code: 'unreachable-tag',
    message: `\`--tags ${name}\` never gets here: the include of this file has not got the tag`,
    span,
    isWarning: true,
    related: [{ span: include, note: 'included here' }],
    help: 'give the include the tag, too, or import the file',
  };
}

export function unknownModule(name: string, span: Span, known: readonly string[]): Problem {
  // A full name is compared with full names: those that are known, and all short ones in their own.
  const full = known.map((word) => (word.includes('.') ? word : `ansible.builtin.${word}`));
  const isPlaybook = name.split('.').at(-1) === 'import_playbook';
  return {
    code: 'unknown-module',
    message: `there is no module or action named \`${name}\``,
    span,
    hint: suggestName(name, name.includes('.') ? full : known),
    help: isPlaybook ? 'import_playbook stands beside plays, not among tasks' : 'kplay doc --list',
  };
}

/** @param isWarning it may be skipped where it stands */
export function foreignModule(name: string, span: Span, isWarning: boolean): Problem {
  return {
    code: 'foreign-module',
    message: `kplay has no module \`${name}\``,
    span,
    isWarning,
    help: 'use `command`, or write the module: `kplay init module NAME`',
  };
}

export function noAction(span: Span): Problem {
  return {
    code: 'no-action',
    message: 'this task names no module',
    span,
    help: 'add one line such as `ansible.builtin.command: uptime`',
  };
}

export function twoActions(first: string, second: string, span: Span): Problem {
  return {
    code: 'two-actions',
    message: `this task names two modules, \`${first}\` and \`${second}\``,
    span,
    help: 'one module a task: make two tasks of it',
  };
}

/** The words that Ansible has for lists that are none. */
export function noList(word: string, shown: string, span: Span): Problem {
  const isBlock = ['tasks', 'pre_tasks', 'post_tasks', 'handlers'].includes(word);
  const own = `A malformed block was encountered while loading ${word}: ${shown} should be a list or None`;
  if (isBlock) return { code: 'wrong-shape', message: own, span };
  const problem = wrongShape(word, 'a list', span);
  const role = 'A malformed role declaration was encountered.';
  return word === 'roles' ? { ...problem, message: `${role} ${problem.message}` } : problem;
}

export function keywordTwice(first: string, second: string, span: Span): Problem {
  const both = `both '${first}' and '${second}' are set for this play.`;
  return {
    code: 'keyword-twice',
    message: `${both} The use of '${first}' is deprecated, and should be removed`,
    span,
  };
}

export function wrongShape(word: string, wanted: string, span: Span, help?: string): Problem {
  return { code: 'wrong-shape', message: `\`${word}\` must be ${wanted}`, span, help };
}

/** @param word `rescue` or `always` */
export function withoutBlock(word: string, span: Span): Problem {
  return {
    code: 'wrong-shape',
    message: `'${word}' keyword cannot be used without 'block'`,
    span,
    help: 'put the tasks that may fail below `block:`',
  };
}

export function twoLoops(first: string, second: string, span: Span): Problem {
  return {
    code: 'two-loops',
    message: `duplicate loop in task: \`${first}\` and \`${second}\``,
    span,
    help: 'loop over `product` of both lists, or around an include_tasks',
  };
}

/** A task where a play should stand. */
export function taskAsPlay(word: string, span: Span): Problem {
  return {
    code: 'not-a-playbook',
    message: `'${word}' is not a valid attribute for a Play: this is a task`,
    span,
    help: 'a play has `hosts`, and its tasks below `tasks:`; a file of tasks is for import_tasks',
  };
}

export function invalidVariableName(name: string, where: string, span: Span): Problem {
  return {
    code: 'invalid-variable-name',
    message: `Invalid variable name in '${where}' specified: '${name}'`,
    span,
    help: 'letters, digits and underscores, the first one no digit',
  };
}

export function legacyKeyword(word: string, modern: string, span: Span): Problem {
  return {
    code: 'legacy-keyword',
    message: `\`${word}\` is called \`${modern}\` since Ansible 1.9`,
    span,
  };
}

export function legacyInclude(span: Span): Problem {
  return {
    code: 'legacy-include',
    message:
      '"include" is deprecated, use include_tasks/import_tasks/import_playbook instead. This ' +
      'feature was removed in Ansible 2.16.',
    span,
  };
}

export function importLoop(path: string, span: Span): Problem {
  return {
    code: 'import-loop',
    message: `\`${path}\` imports itself`,
    span,
    help: 'an include_tasks or include_role with a `when` may repeat itself, an import may not',
  };
}

export function unknownRole(name: string, span: Span, searched: readonly string[]): Problem {
  const problem: Problem = {
    code: 'unknown-role',
    message: `the role \`${name}\` was not found in ${searched.map((path) => `\`${path}\``).join(', ')}`,
    span,
    help: 'set ANSIBLE_ROLES_PATH or put the role beside the playbook in roles/',
  };
  const isOldStyle = name.includes(',');
  return isOldStyle
    ? { ...problem, message: `Invalid old style role requirement: ${name}` }
    : problem;
}

export function outsideRole(path: string, folder: string): Problem {
  return {
    code: 'outside-role',
    message: `Failed loading '${path}' as it is not inside the expected role path: '${folder}'`,
  };
}

export function roleCycle(names: readonly string[], span: Span): Problem {
  return {
    code: 'role-cycle',
    message: `roles depend on each other in a circle: ${names.join(' -> ')}`,
    span,
  };
}

export function missingImport(path: string, span: Span, searched: readonly string[]): Problem {
  return {
    code: 'missing-import',
    message:
      path === ''
        ? 'this names no file'
        : `\`${path}\` was not found in ${searched.map((place) => `\`${place}\``).join(', ')}`,
    span,
  };
}

export function notAPlaybook(path: string, span: Span | undefined): Problem {
  return {
    code: 'not-a-playbook',
    message: `\`${path}\` is not a list of plays`,
    span,
    help: 'a playbook starts with `- hosts: all`',
  };
}

/** `hosts` without a host. */
export function emptyHosts(span: Span): Problem {
  return {
    code: 'missing-hosts',
    message: 'Hosts list cannot be empty. Please check your playbook',
    span,
    help: 'write `hosts: all`, or a group of the inventory',
  };
}

export function missingHosts(span: Span): Problem {
  return {
    code: 'missing-hosts',
    message: 'this play has no `hosts`',
    span,
    help: 'add `hosts: all`, or a group of the inventory',
  };
}

export function unknownHandler(name: string, span: Span, hint: string | undefined): Problem {
  return {
    code: 'unknown-handler',
    message:
      `The requested handler '${name}' was not found in either the main handlers list nor in ` +
      `the listening handlers list`,
    span,
    hint,
  };
}

/** @param what Ansible's words for it; people search for them */
export function handlerRefused(what: string, span: Span): Problem {
  return {
    code: 'handler-refused',
    message: what,
    span,
    help: 'a handler is one task; `include_tasks` runs several',
  };
}
