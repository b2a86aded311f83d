/**
 * Differences from real Ansible that have a reason, each by a narrow rule. docs/differences.md tells
 * them to users under the same names.
 */
import { isSameAnswer } from '../answers.mjs';
import {
  asLexed,
  withoutFloats,
  withUnsafeTypes,
  denials,
  withLastKeyword,
  withoutDecode,
  unescaped,
  isTextOf,
  showsGenerator,
  withSortedSets,
  withoutQuotes,
} from './forms.mjs';
import {
  ANEW,
  METHOD,
  OUR_OBJECT,
  REAL_OBJECT,
  withMethodsAsText,
  withoutAddress,
  withMethodsShown,
  withoutObjects,
} from './objects.mjs';
import {
  callGenerators,
  callObjects,
  copyWithin,
  hasForgottenName,
  listIncludes,
  moveIncludesOut,
} from './spans.mjs';

/** Whether real Ansible's answer is ours to another request; errors are alike. */
function answersAs(real, render, request) {
  const { got, error } = render(request);
  if (real.error !== undefined || error !== undefined) {
    return real.error !== undefined && error !== undefined;
  }
  return isSameAnswer(real.expect, got);
}

/** Both answer, and alike but for what JSON cannot tell apart. */
const isAlikeFromJsonQuery =
  (simplify) =>
  ({ request, real, ours }) =>
    request.template.includes('json_query') &&
    real.error === undefined &&
    ours.error === undefined &&
    simplify(real.expect) === simplify(ours.got);

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
      if (template.search(METHOD) === -1) return false;
      const texts = ['dict', 'list', 'str'].flatMap((owner) =>
        ['7f0123456789', ANEW].map((address) => withMethodsAsText(template, owner, address)),
      );
      return texts.some((asText) => {
        const { got, error } = render({ ...request, template: asText });
        // What was found in the text may lead to a mistake that is made elsewhere.
        if (real.error !== undefined) return error !== undefined;
        return (
          error === undefined && isSameAnswer(withoutAddress(real.expect), withoutAddress(got))
        );
      });
    },
  },
  {
    name: 'addresses of Python objects',
    // What never moves in Python's memory, such as methods of the empty text: with what Ansible prints.
    holds: ({ request, real, shown, render }) =>
      shown.some((text) => text !== undefined) &&
      answersAs(real, render, { ...request, template: withMethodsShown(request.template, shown) }),
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
    name: 'a value and unsafe text, added or modulo',
    // Python lets the text's own class answer `1 % text` and `1 + text`: `NotImplemented`, which no number
    // divides; here it is a type error.
    holds: ({ request, real, ours }) =>
      real.error === undefined &&
      /raw_text|lookup\(|query\(|\bq\(/u.test(request.template) &&
      /unsupported operand type\(s\) for [%+]: '\w+' and 'str'/u.test(ours.error ?? ''),
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
        [moveIncludesOut, listIncludes, callGenerators, callObjects].some((change) =>
          answersAs(real, render, change(request)),
        )),
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
      real.error === undefined &&
      ours.error === undefined &&
      isSameAnswer(withSortedSets(real.expect), withSortedSets(ours.got)),
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
    name: 'items or the type of an undefined value in `json_query`',
    // They are nothing there, as those of None.
    holds: ({ request, real, ours, render }) => {
      const template = request.template.replaceAll(
        /\|\s*json_query\((?:"[^"]*"|'[^']*')\)/gu,
        '| default(none)',
      );
      return (
        template !== request.template &&
        ours.kind === 'undefined' &&
        real.error === undefined &&
        answersAs(real, render, { ...request, template })
      );
    },
  },
  {
    name: 'whole floats in `json_query`',
    // JSON has one kind of number: 1.0 may be 1 where the data has both, or a query writes it.
    holds: isAlikeFromJsonQuery(withoutFloats),
  },
  {
    name: 'keys that are no text in `json_query`',
    // JSON has keys of text only: `True` is one, and becomes `true` when a list of it is read again.
    holds: isAlikeFromJsonQuery((value) => withoutQuotes(value).toLowerCase()),
  },
  {
    name: 'old tests as filters',
    // `result | failed` of before Ansible 2.9: Ansible has no filter of that name.
    holds: ({ request, real, ours }) => {
      const missing = /Could not load "(\w+)"/u.exec(real.text ?? '');
      const isFilter =
        missing !== null && new RegExp(`\\|\\s*${missing[1]}\\b`, 'u').test(request.template);
      return isFilter && ours.error === undefined;
    },
  },
  {
    name: '`to_string` in `json_query`',
    // Python escapes what is not ASCII in JSON.
    holds: ({ request, real, ours }) =>
      request.template.includes('to_string') &&
      real.error === undefined &&
      ours.error === undefined &&
      isSameAnswer(unescaped(real.expect), unescaped(ours.got)),
  },
  {
    name: 'names in the filter of a `set` block',
    // Jinja forgets to look at them: it breaks off when nothing else in reach reads or sets the name,
    // and Ansible gives the template back.
    holds: ({ request, real }) =>
      isTextOf(request.template, real.expect) && hasForgottenName(request.template),
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
