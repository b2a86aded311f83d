/**
 * Differences from real Ansible that have a reason, each by a narrow rule. docs/differences.md tells
 * them to users under the same names.
 */
import { isSameAnswer } from '../answers.mjs';
import { changesWithin, holdsGenerator, moveIncludesOut } from './spans.mjs';

/** An answer with every Python object that prints itself put as `<object>`. */
function withoutObjects(answer, pattern) {
  const text = JSON.stringify(answer).replaceAll(pattern, '<object>');
  return JSON.parse(
    text.replaceAll(/<bound method [\w.]+ of (?:<object>|Markup\('[^']*'\))>/giu, '<object>'),
  );
}

const REAL_OBJECT = /<[^<>]* \w\w 0x[0-9a-f]{6,}>/giu;
const OUR_OBJECT = /<(?:function|built-in method|generator object|cycler)[^<>]*>/giu;

/** A method that is not called has an address; so has the sum of its text. */
const SUM_OF_METHOD =
  /\.(?:items|keys|values|get|copy|pop|update|index|count|append|format|join|split|strip|upper|lower|title)\s*\|\s*(?:hash|md5|sha1|checksum|to_uuid)\b|\| attr\("\w+"\)\)* \| (?:hash|sha1|checksum|to_uuid|b64encode)\b/u;

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
    holds: ({ request, real, ours }) =>
      SUM_OF_METHOD.test(request.template) && real.error === undefined && ours.error === undefined,
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
    name: 'addresses of Python objects',
    // Two texts of a method differ where it is the method of two copies of a variable.
    holds: ({ request, real, ours }) =>
      request.template.search(METHOD) !== -1 &&
      /[!=]=|\bin\b/u.test(request.template) &&
      [real.expect, ours.got].every((answer) => /^(?:true|false)$/iu.test(String(answer))),
  },
  {
    name: 'identity of equal values',
    // `is sameas` asks whether two values are one object of Python's memory; both sides answer.
    holds: ({ request, real, ours }) =>
      /\bis (?:not )?sameas\b/u.test(request.template) &&
      real.error === undefined &&
      ours.error === undefined,
  },
  {
    name: 'a number modulo unsafe text',
    // Python lets the text's own class answer `1 % text`, and formats; here it is a type error.
    holds: ({ request, ours }) =>
      /raw_text|lookup\(|query\(|\bq\(/u.test(request.template) &&
      /unsupported operand type/u.test(ours.error ?? ''),
  },
  {
    name: 'a keyword twice in a filter of constants',
    // Jinja computes a filter of constants with the last of them; kplay refuses it as elsewhere.
    holds: ({ request, real, ours }) =>
      real.error === undefined &&
      (/keyword argument repeated/u.test(ours.error ?? '') || ours.got === request.template) &&
      /\((?:[^()]*[\s,(])?(\w+)=[^()]*,\s*\1=/u.test(request.template),
  },
  {
    name: '`include … without context` in a macro or block',
    // Jinja writes it past what `set`, `filter` and `call` take in; a macro or a recursive loop that
    // holds one gives a generator instead of text.
    holds: ({ request, real, render }) =>
      /without context/u.test(request.template) &&
      (holdsGenerator(request.template) || answersAs(real, render, moveIncludesOut(request))),
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
    // Jinja asks at each turn for a name that only a loop reads, and Ansible then makes its value anew.
    holds: ({ request, real }) =>
      real.error === undefined && changesWithin(request.template, Object.keys(request.vars)),
  },
  {
    name: '`urlsplit` of bytes or None',
    // Python's result has a method `decode` among its parts.
    holds: ({ request, real }) =>
      request.template.includes('urlsplit') &&
      JSON.stringify(real.expect ?? '').includes('_ResultMixinBytes.decode'),
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
    holds: ({ request, real, ours }) =>
      request.template.includes('\\') &&
      /\{\s+\{%-/u.test(request.template) &&
      /unexpected '%'/u.test(real.text ?? '') &&
      ours.error === undefined,
  },
  {
    name: 'whole floats in `json_query`',
    // JSON has one kind of number: 1.0 may be 1 where the data has both, or a query writes it.
    holds: ({ request, real, ours }) =>
      request.template.includes('json_query') &&
      real.error === undefined &&
      ours.error === undefined &&
      (request.template.includes('to_string') ||
        withoutFloats(real.expect) === withoutFloats(ours.got)),
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
