/**
 * Editing a file of sections and options by its lines, as community.general's ini_file does: every
 * other line stays as it is, comments and order included. Pure.
 */

/** What should be, or should not. */
export interface IniWish {
  /** Undefined for options in front of the first section. */
  readonly section: string | undefined;
  readonly option: string | undefined;
  readonly values: readonly string[];
  readonly isPresent: boolean;
  readonly isExclusive: boolean;
  readonly allowsNoValue: boolean;
  readonly hasNoExtraSpaces: boolean;
}

/** The new text, and Ansible's word for what happened. */
export interface IniEdit {
  readonly text: string;
  readonly message: string;
}

interface OptionLine {
  text: string;
  isSettled: boolean;
}

function escapeForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** The value of an option's line, commented out or not; undefined for another line. */
function readValue(line: string, option: string, isActive: boolean): string | undefined {
  const comment = isActive ? '' : '[#;]?[ \\t]*';
  const pattern = new RegExp(
    `^[ \\t]*${comment}${escapeForRegExp(option)}[ \\t]*(?:=|$)[ \\t]*(.*)$`,
    'u',
  );
  return pattern.exec(line)?.[1];
}

function toLine(wish: IniWish, value: string | undefined): string {
  const { option = '' } = wish;
  if (value === undefined) return option;
  return wish.hasNoExtraSpaces ? `${option}=${value}` : `${option} = ${value}`;
}

/** The first line behind the last that is neither blank nor a comment. */
function findEnd(lines: readonly OptionLine[]): number {
  for (let at = lines.length; at > 0; at -= 1) {
    if (!/^[ \t]*([#;].*)?$/.test(lines[at - 1]?.text ?? '')) return at;
  }
  return 0;
}

interface Body {
  lines: OptionLine[];
  message: string;
}

function setLine(body: Body, line: OptionLine, text: string): void {
  if (line.text !== text) body.message = 'option changed';
  line.text = text;
  line.isSettled = true;
}

/** Lines that already have one of the values keep their place. */
function settleMatching(wish: IniWish, body: Body, left: string[]): boolean {
  const option = wish.option ?? '';
  for (const line of body.lines) {
    const value = readValue(line.text, option, false);
    if (value === undefined) continue;
    const at = left.indexOf(value);
    if (at !== -1) {
      const isBare = value === '' && wish.allowsNoValue;
      setLine(body, line, toLine(wish, isBare ? undefined : value));
      left.splice(at, 1);
    } else if (wish.values.length === 0 && wish.allowsNoValue) {
      setLine(body, line, toLine(wish, undefined));
      return true;
    }
  }
  return false;
}

function replaceOthers(wish: IniWish, body: Body, left: string[]): void {
  const option = wish.option ?? '';
  const others = body.lines.filter(
    (line) => !line.isSettled && readValue(line.text, option, true) !== undefined,
  );
  for (const line of others) {
    const value = left.shift();
    if (value === undefined) break;
    setLine(body, line, toLine(wish, value));
  }
  const kept = body.lines.filter((line) => line.isSettled || !others.includes(line));
  if (kept.length < body.lines.length) body.message = 'option changed';
  body.lines = kept;
}

function setOption(wish: IniWish, body: Body): void {
  const left = [...wish.values];
  const hasBare = settleMatching(wish, body, left);
  if (wish.isExclusive && !hasBare) replaceOthers(wish, body, left);
  const isBareMissing = wish.values.length === 0 && wish.allowsNoValue && !hasBare;
  const added = isBareMissing
    ? [toLine(wish, undefined)]
    : left.map((value) => toLine(wish, value));
  if (added.length === 0) return;
  const lines = added.map((text) => ({ text, isSettled: true }));
  body.lines.splice(findEnd(body.lines), 0, ...lines);
  body.message = 'option added';
}

function removeOption(wish: IniWish, body: Body): void {
  const option = wish.option ?? '';
  const kept = body.lines.filter((line) => {
    const value = readValue(line.text, option, true);
    if (value === undefined) return true;
    return !wish.isExclusive && !wish.values.includes(value);
  });
  if (kept.length < body.lines.length) body.message = 'option changed';
  body.lines = kept;
}

/** Where a section's lines begin and end; undefined when there is no such section. */
function findSection(
  lines: readonly string[],
  section: string | undefined,
): { readonly start: number; readonly end: number } | undefined {
  const isHead = (line: string): boolean => line.startsWith('[');
  const pattern = new RegExp(`^\\[\\s*${escapeForRegExp((section ?? '').trim())}\\s*\\]`, 'u');
  const start = section === undefined ? 0 : lines.findIndex((line) => pattern.test(line)) + 1;
  if (section !== undefined && start === 0) return undefined;
  const length = lines.slice(start).findIndex(isHead);
  return { start, end: length === -1 ? lines.length : start + length };
}

function appendSection(wish: IniWish, lines: readonly string[]): IniEdit | undefined {
  const { section, option, values } = wish;
  if (!wish.isPresent || section === undefined) return undefined;
  const options =
    option === undefined
      ? []
      : values.length > 0
        ? values.map((value) => toLine(wish, value))
        : [toLine(wish, undefined)];
  const message = option === undefined ? 'only section added' : 'section and option added';
  const all = [...lines, `[${section}]`, ...options];
  return { text: all.map((line) => `${line}\n`).join(''), message };
}

/** Edits the text of a file; the message is `OK` when nothing changes. */
export function editIni(text: string, wish: IniWish): IniEdit {
  const lines = text.split('\n');
  // A file that is made begins with an empty line, as Ansible's does.
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  const found = findSection(lines, wish.section);
  const same = { text, message: 'OK' };
  if (found === undefined) return appendSection(wish, lines) ?? same;
  const { start, end } = found;
  const write = (middle: readonly string[], from: number): string =>
    [...lines.slice(0, from), ...middle, ...lines.slice(end)].map((line) => `${line}\n`).join('');
  if (wish.option === undefined) {
    if (wish.isPresent || wish.section === undefined) return same;
    return { text: write([], start - 1), message: 'section removed' };
  }
  const body: Body = {
    lines: lines.slice(start, end).map((line) => ({ text: line, isSettled: false })),
    message: 'OK',
  };
  if (wish.isPresent) setOption(wish, body);
  else removeOption(wish, body);
  if (body.message === 'OK') return same;
  return {
    text: write(
      body.lines.map((line) => line.text),
      start,
    ),
    message: body.message,
  };
}
