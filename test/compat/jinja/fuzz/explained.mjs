/**
 * Differences from real Ansible that have a reason, each by a narrow rule. docs/differences.md tells
 * them to users under the same names.
 */
import { isSameAnswer } from '../answers.mjs';
import { copyWithin, listIncludes, moveIncludesOut } from './spans.mjs';

/** An answer with every Python object that prints itself put as `<object>`. */
function withoutObjects(answer, pattern) {
  const text = JSON.stringify(answer).replaceAll(pattern, '<object>');
  return JSON.parse(
    text.replaceAll(/<bound method [\w.]+ of (?:<object>|Markup\('[^']*'\))>/giu, '<object>'),
  );
}

const REAL_OBJECT = /<[^<>]* \w\w 0x[0-9a-f]{6,}>/giu;
const OUR_OBJECT = /<(?:function|built-in method|generator object|cycler)[^<>]*>/giu;

const METHOD =
  /\.(items|keys|values|get|copy|pop|update|index|count|append|format|join|split|strip|upper|lower|find|title)\b(?!\s*\()/gu;
const OWNERS = {
  get: ['dict'],
  items: ['dict'],
  keys: ['dict'],
  values: ['dict'],
  update: ['dict'],
};

/** Where the bracket that closes here was opened. */
function openingOf(text, end) {
  let depth = 0;
  for (let at = end; at >= 0; at -= 1) {
    if (')]}'.includes(text[at])) depth += 1;
    if ('([{'.includes(text[at])) depth -= 1;
    if (depth === 0) return at;
  }
  return 0;
}

/** Where the expression begins whose attribute stands after the dot. */
function ownerStart(text, dot) {
  let at = dot;
  while (at > 0 && /[\w.)\]}'"]/u.test(text[at - 1])) {
    const last = text[at - 1];
    if (')]}'.includes(last)) at = openingOf(text, at - 1);
    else if (`'"`.includes(last)) at = Math.max(0, text.lastIndexOf(last, at - 2));
    else at -= 1;
  }
  return at;
}

/** The template with methods that are not called as the text that Python prints for them. */
function withMethodsAsText(template, owner) {
  let text = template;
  for (const { index, 0: whole, 1: name } of [...template.matchAll(METHOD)].reverse()) {
    const printed = `'<built-in method ${name} of ${OWNERS[name] ?? owner} object at 0x7f0123456789>'`;
    text = text.slice(0, ownerStart(template, index)) + printed + text.slice(index + whole.length);
  }
  return text;
}

/** A text in base64 that holds an address, decoded. */
function decodeAddress(text) {
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  return / at 0x[0-9a-f]{6,}/u.test(decoded) ? JSON.stringify(decoded).slice(1, -1) : text;
}

/** Addresses may stand in a text that was changed since: escaped, in capitals, reversed, in base64. */
function withoutAddress(answer) {
  return JSON.parse(
    JSON.stringify(answer ?? null)
      .replaceAll(/[A-Za-z\d+/]{40,}={0,2}/gu, decodeAddress)
      .replaceAll(/0x[0-9a-f]{6,}|\b[0-9a-f]{6,}x0/giu, '0x'),
  );
}

/** Each backslash once, and without the white space before a tag that strips it, as a lexer has it. */
function asLexed(text) {
  return text.replaceAll(/\\+/gu, '\\').replaceAll(/\s+(?=\{[%{#]-)/gu, '');
}

/** Floats as the numbers that JavaScript makes of them, in dicts without order. */
function withoutFloats(value) {
  const text = JSON.stringify(value, (_, part) => {
    if (typeof part?.$float === 'string') return Number(part.$float);
    if (typeof part?.$int === 'string') return Number(part.$int);
    return Array.isArray(part?.$dict) ? Object.fromEntries(part.$dict) : part;
  });
  return text.replaceAll(/(\d)\.0\b/gu, '$1');
}

/** The template that tells Ansible's name for text of a host or a lookup. */
function withUnsafeTypes(template) {
  return template.replaceAll(
    /\| *type_debug\b/gu,
    "| type_debug | regex_replace('^str$', 'AnsibleUnsafeText')",
  );
}

/** Whether real Ansible's answer is ours to another request; errors are alike. */
function answersAs(real, render, request) {
  const { got, error } = render(request);
  if (real.error !== undefined || error !== undefined) {
    return real.error !== undefined && error !== undefined;
  }
  return isSameAnswer(real.expect, got);
}

const SAME = /\bsameas\(/gu;

/** The template with one or all of its `is sameas` denied: nothing else is a value just made. */
function denials(template) {
  const deny = (text) => text.replaceAll(SAME, 'sameas(namespace() or ');
  const denyAt = ({ index, 0: { length } }) =>
    template.slice(0, index) +
    deny(template.slice(index, index + length)) +
    template.slice(index + length);
  return [deny(template), ...Array.from(template.matchAll(SAME), denyAt)];
}

/** The template with only the last of the keywords that a filter is given twice. */
function withLastKeyword(template) {
  return template.replaceAll(
    /\b(\w+)=(?:[^(),'"]|'[^']*'|"[^"]*")*,\s*(?=(?:[^()'"]|'[^']*'|"[^"]*")*\b\1=)/gu,
    '',
  );
}

/** What is left of an answer without the method that Python counts among the parts of a URL. */
function withoutDecode(answer) {
  return JSON.parse(
    JSON.stringify(answer).replaceAll(
      /, 'decode': <bound method _ResultMixinBytes\.decode[^<>]*>|,"decode":"<bound method _ResultMixinBytes\.decode(?:[^"\\]|\\.)*"/gu,
      '',
    ),
  );
}

/** Whether Ansible shows a generator where a macro gives text, or fails as it is none. */
function showsGenerator({ expect, text }) {
  return /generator/u.test(text ?? JSON.stringify(expect));
}

const sortItems = (text) => text.slice(1, -1).split(', ').sort().join(', ');

const RULES = [
  {
    name: 'addresses of Python objects',
    // `<generator object select at 0x7f…>` (a filter may make `bt` of it): where an object lies in memory means nothing; everything
    // around it must be the same.
    holds: ({ real, ours }) =>
      real.expect !== undefined &&
      ours.error === undefined &&
      /<bound method|0x[0-9a-f]{6}/iu.test(JSON.stringify(real.expect)) &&
      isSameAnswer(withoutObjects(real.expect, REAL_OBJECT), withoutObjects(ours.got, OUR_OBJECT)),
  },
  {
    name: 'addresses of Python objects',
    // A filter has made something of an address that nobody can read (a sum, a key of a sort): another
    // process of Ansible answers otherwise.
    holds: ({ request, real, ours, again }) =>
      (request.template.search(METHOD) !== -1 || /\| *attr\(/u.test(request.template)) &&
      [real, ours, again].every(({ error }) => error === undefined) &&
      !isSameAnswer(real.expect, again.expect),
  },
  {
    name: 'addresses of Python objects',
    // A method's text is cut, counted or searched: with Python's text in its place both answer alike.
    holds: ({ request, real, render }) => {
      const template = request.template.replaceAll(/ \| attr\("(\w+)"\)/gu, '.$1');
      if (template.search(METHOD) === -1 || real.error !== undefined) return false;
      return ['dict', 'list', 'str'].some((owner) => {
        const asText = withMethodsAsText(template, owner);
        const { got, error } = render({ ...request, template: asText });
        return (
          error === undefined && isSameAnswer(withoutAddress(real.expect), withoutAddress(got))
        );
      });
    },
  },
  {
    name: 'identity of equal values',
    // `is sameas` asks whether two values are one object of Python's memory, which denies it here: with
    // that answer in its place both are alike.
    holds: ({ request, real, render }) =>
      denials(request.template).some((template) =>
        answersAs(real, render, { ...request, template }),
      ),
  },
  {
    name: 'a value modulo unsafe text',
    // Python lets the text's own class answer `1 % text`, with a text; here it is a type error.
    holds: ({ request, real, ours }) =>
      real.error === undefined &&
      /raw_text|lookup\(|query\(|\bq\(/u.test(request.template) &&
      /unsupported operand type\(s\) for %: '\w+' and 'str'/u.test(ours.error ?? ''),
  },
  {
    name: 'a keyword twice in a filter of constants',
    // Jinja computes a filter of constants with the last of them; kplay refuses it as elsewhere.
    holds: ({ request, real, ours, render }) =>
      real.error === undefined &&
      (/keyword argument repeated/u.test(ours.error ?? '') || ours.got === request.template) &&
      answersAs(real, render, { ...request, template: withLastKeyword(request.template) }),
  },
  {
    name: '`include … without context` in a macro or block',
    // Jinja writes it past what `set`, `filter` and `call` take in; a macro or a recursive loop that
    // holds one gives a generator instead of text.
    holds: ({ request, real, render }) =>
      /without context/u.test(request.template) &&
      (showsGenerator(real) ||
        [moveIncludesOut, listIncludes].some((change) => answersAs(real, render, change(request)))),
  },
  {
    name: '`type_debug`',
    // With Ansible's own name for such text both answer alike.
    holds: ({ request, real, render }) =>
      /raw_text|lookup\(|query\(|\bq\(/u.test(request.template) &&
      real.error === undefined &&
      isSameAnswer(
        real.expect,
        render({ ...request, template: withUnsafeTypes(request.template) }).got ?? null,
      ),
  },
  {
    name: 'variables changed in place',
    // Jinja asks at each turn for a name that only a loop, macro or block reads, and Ansible then makes
    // its value anew: with a copy made there, both are alike.
    holds: ({ request, real, render }) => {
      const template = copyWithin(request.template, Object.keys(request.vars));
      return template !== request.template && answersAs(real, render, { ...request, template });
    },
  },
  {
    name: '`urlsplit` of bytes or None',
    // Python's result has a method `decode` among its parts.
    holds: ({ real, ours }) =>
      real.error === undefined &&
      ours.error === undefined &&
      isSameAnswer(withoutDecode(real.expect), ours.got),
  },
  {
    name: '`to_yaml` with `canonical`',
    holds: ({ ours }) => /unexpected keyword argument 'canonical'/u.test(ours.error ?? ''),
  },
  {
    name: 'order of sets',
    holds: ({ real, ours }) =>
      typeof real.expect === 'string' &&
      /^\{[^:]*\}$|^\{'.*'\}$/u.test(real.expect) &&
      sortItems(real.expect) === sortItems(String(ours.got)),
  },
  {
    name: 'braces that meet when a blank is stripped',
    // Ansible reads a text with a backslash twice: what was stripped is gone the second time.
    holds: ({ request, real, ours, render }) =>
      request.template.includes('\\') &&
      /\{\s+\{%-/u.test(request.template) &&
      /unexpected '%'/u.test(real.text ?? '') &&
      ours.error === undefined &&
      render({ ...request, template: request.template.replaceAll(/\{\s+\{%-/gu, '{{%-') }).error !==
        undefined,
  },
  {
    name: 'whole floats in `json_query`',
    // JSON has one kind of number: 1.0 may be 1 where the data has both, or a query writes it.
    holds: ({ request, real, ours }) =>
      request.template.includes('json_query') &&
      real.error === undefined &&
      ours.error === undefined &&
      withoutFloats(real.expect) === withoutFloats(ours.got),
  },
  {
    name: 'backslashes of templates that come back as text',
    // Ansible doubles those of strings before Jinja reads them; who refuses the template sees that.
    holds: ({ request, real, ours }) =>
      typeof real.expect === 'string' &&
      typeof ours.got === 'string' &&
      request.template.includes(ours.got.trimEnd()) &&
      asLexed(real.expect) === asLexed(ours.got),
  },
];

/** Gives the name of the rule that explains a difference; undefined when none does. */
export function explain(difference) {
  return RULES.find(({ holds }) => holds(difference))?.name;
}
