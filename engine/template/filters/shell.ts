/** `quote` and `comment`: text for shells and for the heads of files (ansible's core filters). */
import { Dict, type Value } from '../../base/index.ts';
import { plugin, seesMarkup } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { Markup, escapeHtml, toMarkup } from '../values/markup.ts';
import { toInt } from '../values/read-number.ts';
import { reprText, toAnsibleText, toText } from '../values/text.ts';

/** Python's `shlex.quote`. */
export function quoteShell(text: string): string {
  if (text === '') return "''";
  return /[^\w@%+=:,./-]/u.test(text) ? `'${text.replaceAll("'", `'"'"'`)}'` : text;
}

/** What is put around markup is escaped as everything is that markup is joined with. */
function quote(value: Value): Value {
  if (!(value instanceof Markup)) return quoteShell(value === null ? '' : toAnsibleText(value));
  const quoted = quoteShell(value.text);
  if (value.text === '') return quoted;
  if (quoted === value.text) return value;
  const mark = escapeHtml("'");
  const inside = value.text.replaceAll(mark, escapeHtml(`'"'"'`));
  return toMarkup(mark + inside + mark);
}

const STYLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
};

function comment(text: Value, style: Value, options: Value): string {
  const name = asText(style);
  const chosen = Object.hasOwn(STYLES, name) ? STYLES[name] : undefined;
  if (chosen === undefined) return fail('KeyError', reprText(name));
  const given = options instanceof Dict ? options : new Dict();
  const read = (key: string, otherwise: string): string => {
    const value = given.get(key);
    return value === undefined ? (chosen[key] ?? otherwise) : toText(value);
  };
  const decoration = read('decoration', '');
  const bare = decoration.trimEnd();
  const newline = read('newline', '\n');
  const prefix = read('prefix', bare);
  const count = (key: string): number => Math.max(0, Number(toInt(given.get(key) ?? 1)));
  const beginning = read('beginning', '');
  const end = read('end', '');
  const head = prefix === '' ? '' : prefix === newline ? newline : prefix + newline;
  const body = (decoration + asText(text).replaceAll(newline, newline + decoration)).replaceAll(
    decoration + newline,
    bare + newline,
  );
  return [
    beginning === '' ? '' : beginning + newline,
    head.repeat(count('prefix_count')),
    body,
    (newline + read('postfix', bare)).repeat(count('postfix_count')),
    end === '' ? '' : newline + end,
  ].join('');
}

export const shellFilters = [
  seesMarkup(plugin('quote', 'a', quote)),
  plugin('comment', "text, style='plain', **kwargs", comment),
];
