/**
 * Differences from real Ansible that have a reason, each by a narrow rule. docs/differences.md tells
 * them to users under the same names.
 */
import { isSameAnswer } from '../answers.mjs';

/** An answer with every Python object that prints itself put as `<object>`. */
function withoutObjects(answer, pattern) {
  const text = JSON.stringify(answer).replaceAll(pattern, '<object>');
  return JSON.parse(text.replaceAll(/<bound method [\w.]+ of <object>>/giu, '<object>'));
}

const REAL_OBJECT = /<[^<>]* \w\w 0x[0-9a-f]{6,}>/giu;
const OUR_OBJECT = /<(?:function|built-in method|generator object|cycler)[^<>]*>/giu;

/** A method that is not called has an address; so has the sum of its text. */
const SUM_OF_METHOD =
  /\.(?:items|keys|values|get|copy|pop|update|index|count|append|format|join|split|strip|upper|lower)\s*\|\s*(?:hash|md5|sha1|checksum|to_uuid)\b/u;

/** Jinja's lexer leaves out the white space before a tag that strips it. */
function withoutStripped(text) {
  return text.replaceAll(/\s+(?=\{[%{#]-)/gu, '');
}

const RULES = [
  {
    name: 'addresses of Python objects',
    // `<generator object select at 0x7f…>` (a filter may make `bt` of it): where an object lies in memory means nothing; everything
    // around it must be the same.
    holds: ({ real, ours }) =>
      real.expect !== undefined &&
      ours.error === undefined &&
      JSON.stringify(real.expect).search(REAL_OBJECT) !== -1 &&
      isSameAnswer(withoutObjects(real.expect, REAL_OBJECT), withoutObjects(ours.got, OUR_OBJECT)),
  },
  {
    name: 'addresses of Python objects',
    holds: ({ request, real, ours }) =>
      SUM_OF_METHOD.test(request.template) && real.error === undefined && ours.error === undefined,
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
      /raw_text/u.test(request.template) && /unsupported operand type/u.test(ours.error ?? ''),
  },
  {
    name: 'backslashes of templates that come back as text',
    // Ansible doubles those of strings before Jinja reads them; who refuses the template sees that.
    holds: ({ request, real, ours }) =>
      typeof real.expect === 'string' &&
      real.expect !== request.template &&
      request.template.includes('\\') &&
      withoutStripped(real.expect.replaceAll('\\\\', '\\')) ===
        withoutStripped(request.template.replaceAll('\\\\', '\\')) &&
      ours.got === request.template,
  },
];

/** Gives the name of the rule that explains a difference; undefined when none does. */
export function explain(difference) {
  return RULES.find(({ holds }) => holds(difference))?.name;
}
