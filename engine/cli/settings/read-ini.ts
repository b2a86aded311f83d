/**
 * Reads ansible.cfg as Python's configparser reads it for Ansible: sections, `key = value` or
 * `key: value`, lines that go on when they are indented, `#` and `;` for comments, ` ;` for a
 * comment behind a value. Keys are in lower case.
 */
import { ProblemError, type SourceFile } from '../../base/index.ts';
import { configUnreadable } from '../problems.ts';

/** The values of a file by section and key, and where each stands. */
export type IniValues = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Reading {
  readonly file: SourceFile;
  readonly sections: Map<string, Map<string, string>>;
  section: Map<string, string> | undefined;
  key: string | undefined;
}

function fail(reading: Reading, start: number, line: string, message: string): never {
  const span = { file: reading.file, start, end: start + line.length };
  throw new ProblemError(configUnreadable(message, span));
}

function withoutComment(line: string): string {
  return line.replace(/(?:^|\s);.*$/, '').trimEnd();
}

/** A line that is indented goes on with the value above it. */
function continueValue(reading: Reading, line: string): boolean {
  const { key, section } = reading;
  if (!/^\s/.test(line) || key === undefined || section === undefined) return false;
  section.set(key, `${section.get(key) ?? ''}\n${line.trim()}`);
  return true;
}

function startSection(reading: Reading, line: string): boolean {
  const name = /^\[([^\]]+)\]\s*$/.exec(line)?.[1];
  if (name === undefined) return false;
  reading.section = reading.sections.get(name) ?? new Map<string, string>();
  reading.sections.set(name, reading.section);
  reading.key = undefined;
  return true;
}

function readLine(reading: Reading, whole: string, start: number): void {
  const line = withoutComment(whole);
  if (line.trim() === '' || /^\s*#/.test(line)) return;
  if (continueValue(reading, line) || startSection(reading, line)) return;
  if (reading.section === undefined) {
    fail(reading, start, whole, 'a setting stands before the first `[section]`');
  }
  const [, key, value = ''] = /^\s*([^=:]+?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
  if (key === undefined) {
    fail(reading, start, whole, 'this is neither `[section]` nor `key = value`');
  }
  reading.key = key.toLowerCase();
  reading.section.set(reading.key, value);
}

/**
 * Reads the text of an ansible.cfg.
 * @throws ProblemError `config-unreadable`
 */
export function readIniText(file: SourceFile): IniValues {
  const reading: Reading = { file, sections: new Map(), section: undefined, key: undefined };
  let start = 0;
  for (const line of file.text.split('\n')) {
    readLine(reading, line.replace(/\r$/, ''), start);
    start += line.length + 1;
  }
  return reading.sections;
}
