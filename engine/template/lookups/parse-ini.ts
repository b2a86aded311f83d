/** Reads INI text as Python's configparser with its defaults. */
import { fail } from '../values/failure.ts';
import type { Value } from '../../base/index.ts';

/** How options are read. */
export interface IniRules {
  readonly isCaseSensitive: boolean;
  readonly allowsNoValue: boolean;
}

type Section = Map<string, Value>;

/** Fills in `%(name)s` from the same section and from DEFAULT. */
function interpolate(text: string, section: Section, depth = 0): string {
  if (depth > 10) return fail('LookupError', 'interpolation depth exceeded');
  return text.replace(/%(?:\(([^)]+)\)s|(.))/gu, (whole, name?: string, other?: string) => {
    if (other === '%') return '%';
    const value = name === undefined ? undefined : section.get(name.toLowerCase());
    if (typeof value !== 'string') return fail('LookupError', `bad interpolation: ${whole}`);
    return interpolate(value, section, depth + 1);
  });
}

/**
 * Reads sections with their options; DEFAULT's are in every section.
 * @throws TemplateFailure for text that configparser refuses
 */
export function parseIni(text: string, rules: IniRules): ReadonlyMap<string, Section> {
  const reader = new IniReader(rules);
  for (const line of text.split(/\r?\n/u)) {
    if (!/^\s*(?:[#;].*)?$/u.test(line)) reader.read(line);
  }
  return reader.finish();
}

class IniReader {
  readonly #rules: IniRules;
  readonly #sections = new Map<string, Section>();
  readonly #defaults: Section = new Map();
  #current: Section | undefined;
  /** The option that an indented line continues. */
  #last: string | undefined;

  constructor(rules: IniRules) {
    this.#rules = rules;
  }

  read(line: string): void {
    const header = /^\[([^\]]+)\]/u.exec(line)?.[1];
    if (header !== undefined) this.#enter(header);
    else if (this.#current === undefined) {
      fail('LookupError', 'File contains no section headers.');
    } else if (/^\s/u.test(line) && this.#last !== undefined) {
      const before = this.#current.get(this.#last);
      this.#current.set(this.#last, `${typeof before === 'string' ? before : ''}\n${line.trim()}`);
    } else this.#last = readOption(line, this.#current, this.#rules);
  }

  #enter(header: string): void {
    this.#last = undefined;
    this.#current = header === 'DEFAULT' ? this.#defaults : this.#sections.get(header);
    if (this.#current !== undefined) return;
    this.#current = new Map();
    this.#sections.set(header, this.#current);
  }

  finish(): ReadonlyMap<string, Section> {
    for (const section of this.#sections.values()) {
      for (const [name, value] of this.#defaults) {
        if (!section.has(name)) section.set(name, value);
      }
      for (const [name, value] of section) {
        if (typeof value === 'string') section.set(name, interpolate(value, section));
      }
    }
    return this.#sections;
  }
}

function readOption(line: string, section: Section, rules: IniRules): string {
  const match = /^(?<name>[^=:]*?)\s*(?:[=:]\s*(?<value>.*))?$/u.exec(line.trim());
  const name = match?.groups?.['name'] ?? '';
  const value = match?.groups?.['value'];
  if (value === undefined && !rules.allowsNoValue) {
    fail('LookupError', `Source contains parsing errors: '${line}'`);
  }
  const key = rules.isCaseSensitive ? name : name.toLowerCase();
  if (section.has(key)) fail('LookupError', `Duplicate option in the section: '${key}'`);
  section.set(key, value === undefined ? null : value.trim());
  return key;
}
