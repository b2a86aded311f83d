/**
 * Differences from real Ansible that have a reason, each by a narrow rule. docs/differences.md tells
 * them to users under the same names.
 */
const RULES = [
  {
    name: 'addresses of Python objects',
    // `<generator object select at 0x7f…>`: where an object lies in memory means nothing.
    holds: ({ real }) => /0x[0-9a-f]{8,}/iu.test(JSON.stringify(real)),
  },
  {
    name: 'constants that are not there',
    // Jinja computes constants while it compiles: `1[9] and 1` fails there, and Ansible then gives
    // the template back as text. Here it fails like any other undefined value.
    holds: ({ request, real }) =>
      typeof real.expect === 'string' &&
      real.expect.replaceAll('\\\\', '\\') === request.template.replaceAll('\\\\', '\\') &&
      /(?:[\d)\]}'"])(?:\[|\.)/u.test(request.template),
  },
  {
    name: 'identity of equal values',
    // `is sameas` asks whether two values are one object of Python's memory.
    holds: ({ request }) => /sameas/u.test(request.template),
  },
  {
    name: 'a number modulo unsafe text',
    // Python lets the text's own class answer `1 % text`, and formats; here it is a type error.
    holds: ({ request, ours }) =>
      /raw_text/u.test(request.template) && /unsupported operand type/u.test(ours.error ?? ''),
  },
  {
    name: 'the last digit of logarithms and powers',
    // The C library and V8 round some results to neighboring floats.
    holds: ({ request, real, ours }) =>
      /\b(?:log|pow|root)\b/u.test(request.template) &&
      typeof real.expect === 'string' &&
      typeof ours.got === 'string' &&
      Math.abs(Number(real.expect) - Number(ours.got)) <= 1e-14 * Math.abs(Number(ours.got)),
  },
];

/** Gives the name of the rule that explains a difference; undefined when none does. */
export function explain(difference) {
  return RULES.find(({ holds }) => holds(difference))?.name;
}
