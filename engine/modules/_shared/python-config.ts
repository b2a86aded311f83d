/**
 * Files of sections and options as Python's RawConfigParser has them: comments are lost, names of
 * options are in lower case, values may go on in indented lines, `DEFAULT` is in every section.
 * Pure.
 */
import { TaskFailure } from '../../host/index.ts';

type Options = ReadonlyMap<string, string>;

/** What such a file says, in its order. */
export interface PythonConfig {
  readonly defaults: Options;
  readonly sections: ReadonlyMap<string, Options>;
}

const DEFAULTS = 'DEFAULT';

/** Python's white space: JavaScript's without the byte order mark, and five more. */
const SPACE = String.raw`(?:[^\S\ufeff]|[\x1c-\x1f\x85])`;
const ENDS = new RegExp(`^${SPACE}+|${SPACE}+$`, 'gu');
const END = new RegExp(`${SPACE}+$`, 'u');
const INDENT = new RegExp(`^${SPACE}*`, 'u');

/** A value as lines, until the whole file is read. */
type Lines = Map<string, string[]>;

class ConfigReader {
  readonly #about: string;
  readonly #defaults: Lines = new Map();
  readonly #sections = new Map<string, Lines>();
  #current: Lines | undefined;
  /** The value that an indented line goes on with. */
  #value: string[] | undefined;
  #indent = 0;
  #number = 0;

  constructor(about: string) {
    this.#about = about;
  }

  read(line: string): void {
    this.#number += 1;
    const text = line.replaceAll(ENDS, '');
    if (/^[#;]/.test(text)) return;
    if (text === '') {
      this.#value?.push('');
      return;
    }
    const indent = INDENT.exec(line)?.[0].length ?? 0;
    if (this.#value !== undefined && indent > this.#indent) {
      this.#value.push(text);
      return;
    }
    this.#indent = indent;
    const header = /^\[(.+)\]/u.exec(text)?.[1];
    if (header === undefined) this.#readOption(text);
    else this.#enter(header);
  }

  #enter(header: string): void {
    if (this.#sections.has(header)) this.#fail(`section \`${header}\` stands there twice`);
    this.#value = undefined;
    this.#current = header === DEFAULTS ? this.#defaults : new Map();
    if (header !== DEFAULTS) this.#sections.set(header, this.#current);
  }

  #readOption(text: string): void {
    const match = /^(?<name>[^=:]*)[=:](?<value>.*)$/u.exec(text);
    const name = match?.groups?.['name']?.replaceAll(ENDS, '').toLowerCase();
    if (this.#current === undefined) this.#fail('no section has begun');
    if (name === undefined || name === '') this.#fail(`\`${text}\` is no option with a value`);
    if (this.#current.has(name)) this.#fail(`option \`${name}\` stands there twice`);
    this.#value = [(match?.groups?.['value'] ?? '').replaceAll(ENDS, '')];
    this.#current.set(name, this.#value);
  }

  #fail(what: string): never {
    throw new TaskFailure(`could not read ${this.#about}: line ${String(this.#number)}: ${what}`);
  }

  finish(): PythonConfig {
    const sections = [...this.#sections].map(([name, lines]) => [name, toOptions(lines)] as const);
    return { defaults: toOptions(this.#defaults), sections: new Map(sections) };
  }
}

function toOptions(lines: Lines): Options {
  return new Map([...lines].map(([name, value]) => [name, value.join('\n').replace(END, '')]));
}

/**
 * Reads a file.
 * @param about its path, for messages
 * @throws TaskFailure with the line that Python would not take, either
 */
export function parseConfig(text: string, about: string): PythonConfig {
  const reader = new ConfigReader(about);
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) reader.read(line);
  return reader.finish();
}

/** A section is put behind all others, also when there was one of that name. */
export function withSection(config: PythonConfig, name: string, options: Options): PythonConfig {
  const { defaults, sections } = withoutSection(config, name);
  return { defaults, sections: new Map([...sections, [name, options]]) };
}

/** Leaves a section out. */
export function withoutSection({ defaults, sections }: PythonConfig, name: string): PythonConfig {
  return { defaults, sections: new Map([...sections].filter(([other]) => other !== name)) };
}

function renderSection(name: string, options: Options): string {
  const lines = [...options].map(([key, value]) => `${key} = ${value.replaceAll('\n', '\n\t')}\n`);
  return `[${name}]\n${lines.join('')}\n`;
}

/** Writes the file anew. */
export function renderConfig({ defaults, sections }: PythonConfig): string {
  const first = defaults.size === 0 ? '' : renderSection(DEFAULTS, defaults);
  return first + [...sections].map(([name, options]) => renderSection(name, options)).join('');
}

function sortByName<T>(entries: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Everything by name, each section with the defaults: what counts when two files are compared. */
export function describeConfig({ defaults, sections }: PythonConfig): string {
  return sortByName(sections)
    .map(([name, own]) => {
      const options = sortByName(new Map([...defaults, ...own]));
      return `[${name}]\n${options.map(([key, value]) => `${key} = ${value}\n`).join('')}\n`;
    })
    .join('');
}
