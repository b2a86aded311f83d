/** The problems that the command line raises: one factory each. */
import type { Problem, Span } from '../base/index.ts';

/** A password of a vault that could not be had: no such file, a program that failed, no answer. */
export function vaultPasswordFailed(reason: string): Problem {
  return {
    code: 'vault-password-failed',
    message: reason,
    help: '--vault-id NAME@FILE, --vault-password-file FILE or --ask-vault-password',
  };
}

/** An ansible.cfg that cannot be read. */
export function configUnreadable(message: string, span: Span): Problem {
  return {
    code: 'config-unreadable',
    message,
    span,
    help: 'write `[defaults]` and `key = value` lines',
  };
}

/** A setting whose value is not of its kind. */
export function configWrongValue(
  name: string,
  origin: string,
  value: string,
  kind: string,
): Problem {
  return {
    code: 'config-wrong-value',
    message: `the setting \`${name}\` (${origin}) must be ${kind}, and is \`${value}\``,
    help: 'kplay config list',
  };
}

/** A question, and an input that ended before there was an answer. */
export function noAnswer(question: string): Problem {
  return {
    code: 'no-answer',
    message: `«${question}» was asked, and the input ended without an answer`,
    help: 'type the answer, or pipe it in',
  };
}

/** A vault command that cannot be done with what it is given. Words as ansible-vault has them. */
export function vaultRefused(message: string): Problem {
  return { code: 'vault-refused', message, help: 'kplay vault --help' };
}

/** A vault command that does not say enough: no password, several, no file. */
export function vaultUnclear(message: string): Problem {
  return { code: 'vault-unclear', message, help: 'kplay vault --help' };
}

/** An inventory command that cannot be done as it was typed. Words as ansible-inventory has them. */
export function inventoryRefused(message: string): Problem {
  return { code: 'inventory-refused', message, help: 'kplay inventory --help' };
}

/** A pattern that names no host, where the settings make that an error. */
export function patternMismatch(message: string): Problem {
  return {
    code: 'pattern-mismatch',
    message,
    help: 'kplay inventory --graph shows the hosts; the setting HOST_PATTERN_MISMATCH made this an error',
  };
}

/** No inventory at all, where a setting asks for one. Words as ansible-core 2.14. */
export function inventoryUnparsed(): Problem {
  return {
    code: 'inventory-missing',
    message: 'No inventory was parsed, please check your configuration and options.',
    help: 'name one with -i; the setting INVENTORY_UNPARSED_IS_FAILED made this an error',
  };
}

/** A limit that leaves no host, which is never what was meant. */
export function limitMismatch(limit: string): Problem {
  return {
    code: 'pattern-mismatch',
    message: `no host of the inventory is left by \`--limit ${limit}\``,
    help: 'kplay inventory --graph shows the hosts',
  };
}

/** An ssh command that cannot be done as it was typed. */
export function sshRefused(message: string): Problem {
  return { code: 'ssh-refused', message, help: 'kplay ssh --help' };
}

/** A Vagrantfile that `kplay vagrant init` does not write. */
export function vagrantInitRefused(message: string): Problem {
  return { code: 'vagrant-init-refused', message, help: 'docs/vagrant.md shows what to write' };
}

/** An ad-hoc command that makes no sense. Words as `ansible` has them. */
export function adhocRefused(message: string): Problem {
  return { code: 'adhoc-refused', message, help: 'kplay adhoc --help' };
}

/** A question about a variable that has no answer. */
export function explainRefused(message: string): Problem {
  return { code: 'explain-refused', message, help: 'kplay explain VAR --host NAME -i INVENTORY' };
}

/** A start of something that is there already, or whose name cannot be one. */
export function initRefused(message: string): Problem {
  return { code: 'init-refused', message, help: 'kplay init --help' };
}

/** A role that `kplay test` cannot find. */
export function testRefused(message: string, hint?: string): Problem {
  return { code: 'test-refused', message, help: hint ?? 'kplay test --help' };
}
