/** Answers without what a known difference changes, and templates that say outright what it means. */

/** Each backslash once, and without the white space before a tag that strips it, as a lexer has it. */
export function asLexed(text) {
  return text.replaceAll(/\\+/gu, '\\').replaceAll(/\s+(?=\{[%{#]-)/gu, '');
}

/** Floats as the numbers that JavaScript makes of them, in dicts without order. */
export function withoutFloats(value) {
  const text = JSON.stringify(value, (_, part) => {
    if (typeof part?.$float === 'string') return Number(part.$float);
    if (typeof part?.$int === 'string') return Number(part.$int);
    return Array.isArray(part?.$dict) ? Object.fromEntries(part.$dict) : part;
  });
  return text.replaceAll(/(\d)\.0\b/gu, '$1');
}

/** Texts and numbers as the same. */
export function withoutQuotes(value) {
  const plain = (_, part) => part?.$float ?? part?.$int ?? part;
  return JSON.stringify(value, plain).replaceAll(/["'\\\\]/gu, '');
}

/** The template that tells Ansible's name for text of a host or a lookup. */
export function withUnsafeTypes(template) {
  return template.replaceAll(
    /\| *type_debug\b/gu,
    "| type_debug | regex_replace('^str$', 'AnsibleUnsafeText')",
  );
}

const SAME = /\bsameas\(/gu;

/** The template with one or all of its `is sameas` denied: nothing else is a value just made. */
export function denials(template) {
  const deny = (text) => text.replaceAll(SAME, 'sameas(namespace() or ');
  const denyAt = ({ index, 0: { length } }) =>
    template.slice(0, index) +
    deny(template.slice(index, index + length)) +
    template.slice(index + length);
  return [deny(template), ...Array.from(template.matchAll(SAME), denyAt)];
}

/** The template with only the last of the keywords that a filter is given twice. */
export function withLastKeyword(template) {
  return template.replaceAll(
    /\b(\w+)=(?:[^(),'"]|'[^']*'|"[^"]*")*,\s*(?=(?:[^()'"]|'[^']*'|"[^"]*")*\b\1=)/gu,
    '',
  );
}

/** What is left of an answer without the method that Python counts among the parts of a URL. */
export function withoutDecode(answer) {
  return JSON.parse(
    JSON.stringify(answer).replaceAll(
      /, 'decode': <bound method _ResultMixinBytes\.decode[^<>]*>|,"decode":"<bound method _ResultMixinBytes\.decode(?:[^"\\]|\\.)*"/gu,
      '',
    ),
  );
}

/** A text with what is escaped for JSON as it is. */
export function unescaped(answer) {
  return JSON.parse(
    JSON.stringify(answer).replaceAll(/\\\\u([0-9a-f]{4})/gu, (_, code) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    ),
  );
}

/** Whether an answer is the template itself, refused. */
export function isTextOf(template, answer) {
  return typeof answer === 'string' && asLexed(template).trimEnd() === asLexed(answer).trimEnd();
}

/** Whether Ansible shows a generator where a macro gives text, or fails as it is none. */
export function showsGenerator({ expect, text }) {
  return /generator/u.test(text ?? JSON.stringify(expect));
}

const SET = /\{(?:'(?:[^'\\]|\\.)*'|[^{}:,' ]+)(?:, (?:'(?:[^'\\]|\\.)*'|[^{}:,' ]+))+\}/gu;

/** An answer with the items of each set that is written in it sorted. */
export function withSortedSets(answer) {
  if (typeof answer === 'object' && answer !== null) {
    return JSON.parse(JSON.stringify(answer), (_, part) =>
      typeof part === 'string' ? withSortedSets(part) : part,
    );
  }
  if (typeof answer !== 'string') return answer;
  return answer.replaceAll(SET, (set) => `{${set.slice(1, -1).split(', ').sort().join(', ')}}`);
}
