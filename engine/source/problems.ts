/** The problems that this room raises: one factory each. */
import type { Problem, Span } from '../base/index.ts';

/** Text that is not YAML: a key without a colon, an unclosed quote, a line at an odd indent. */
export function yamlSyntax(message: string, span: Span, help?: string): Problem {
  return { code: 'yaml-syntax', message, span, help };
}

export function yamlTab(span: Span): Problem {
  return {
    code: 'yaml-tab',
    message: 'a tab cannot indent YAML; use spaces',
    span,
    hint: 'this is a tab',
    help: 'replace every tab at the start of a line by two spaces',
  };
}

export function yamlUnquotedTemplate(span: Span): Problem {
  return {
    code: 'yaml-unquoted-template',
    message: 'a value that starts with `{{` must be quoted, else YAML reads a mapping',
    span,
    hint: 'quote the whole value',
    help: 'write `key: "{{ variable }}"`',
  };
}

export function yamlDuplicateKey(key: string, span: Span, first: Span): Problem {
  return {
    code: 'yaml-duplicate-key',
    // `found a duplicate dict key` are Ansible's words; people search for them.
    message: `found a duplicate dict key (${key}); the last one counts`,
    span,
    related: [{ span: first, note: 'first written here' }],
  };
}

export function yamlUnknownTag(tag: string, span: Span): Problem {
  return {
    code: 'yaml-unknown-tag',
    message: `\`${tag}\` is not a tag that playbooks can use`,
    span,
    help: "the tags are `!unsafe`, `!vault` and YAML's own, such as `!!str`",
  };
}

export function yamlBadTag(tag: string, text: string, span: Span): Problem {
  return { code: 'yaml-bad-tag', message: `\`${text}\` is not a value of type \`${tag}\``, span };
}

export function yamlNoSuchDay(text: string, span: Span): Problem {
  return yamlSyntax(
    `\`${text}\` is written like a date, but there is no such day or time`,
    span,
    'quote it if it is meant as text',
  );
}

export function yamlManyDocuments(span: Span): Problem {
  return {
    code: 'yaml-many-documents',
    message: 'this file must hold one document, and here a second one starts',
    span,
    help: 'remove the `---` line, or make two files of it',
  };
}

/** Text that is not JSON where only JSON may stand, such as what an inventory script prints. */
export function jsonSyntax(message: string, span: Span): Problem {
  return { code: 'json-syntax', message, span };
}

export function fileNotFound(path: string): Problem {
  return { code: 'file-not-found', message: `there is no file \`${path}\`` };
}

export function fileUnreadable(path: string, reason: string, cause: unknown): Problem {
  return {
    code: 'file-unreadable',
    message: `the file \`${path}\` cannot be read: ${reason}`,
    cause,
  };
}

export function fileNotText(path: string): Problem {
  return {
    code: 'file-not-text',
    message: `the file \`${path}\` is not text in UTF-8`,
    help: 'an editor may have saved it as UTF-16 or Latin-1: save it as UTF-8',
  };
}

const VAULT_HELP =
  'hand the password in: --vault-password-file FILE, --vault-id or --ask-vault-pass';

/** A vault, and no password at all. Words as ansible-core 2.14 prints them (observed). */
export function vaultLocked(span: Span | undefined): Problem {
  return {
    code: 'vault-locked',
    message: 'Attempting to decrypt but no vault secrets found',
    span,
    help: VAULT_HELP,
  };
}

/** A vault that none of the passwords opens. @param path of a file that is a vault as a whole */
export function vaultWrongSecret(path: string | undefined, span: Span | undefined): Problem {
  const place = path === undefined ? '' : ` on ${path}`;
  return {
    code: 'vault-wrong-secret',
    message: `Decryption failed (no vault secrets were found that could decrypt)${place}`,
    span,
    help: VAULT_HELP,
  };
}

/** A text that says it is a vault, and is none that can be read. */
export function vaultDamaged(reason: string, span: Span | undefined): Problem {
  return {
    code: 'vault-damaged',
    message: reason,
    span,
    help: 'encrypt it again with `kplay vault encrypt`',
  };
}

export function unbalancedArguments(span: Span): Problem {
  return {
    code: 'unbalanced-arguments',
    message: 'a quote or a template block is opened here and never closed',
    span,
    help: 'quote the entire line, or write the arguments as a mapping',
  };
}
