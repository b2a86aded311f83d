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
];

/** Gives the name of the rule that explains a difference; undefined when none does. */
export function explain(difference) {
  return RULES.find(({ holds }) => holds(difference))?.name;
}
