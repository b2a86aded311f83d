/** Methods and other objects of Python as text: with and without their addresses. */

/** An answer with every Python object that prints itself put as `<object>`. */
export function withoutObjects(answer, pattern) {
  const text = JSON.stringify(answer).replaceAll(pattern, '<object>');
  return JSON.parse(
    text.replaceAll(/<bound method [\w.]+ of (?:<object>|Markup\('[^']*'\))>/giu, '<object>'),
  );
}

/** How Python prints an object. */
export const REAL_OBJECT = /<[^<>]* \w\w 0x[0-9a-f]{6,}>/giu;
/** How kplay prints one. */
export const OUR_OBJECT = /<(?:function|built-in method|generator object|cycler)[^<>]*>/giu;

/** A method that is not called. */
export const METHOD =
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

/** An address that is another each time. */
const DIGITS = '(range(1000, 9999) | random)';
export const ANEW = `7f01' ~ ${DIGITS} ~ ${DIGITS} ~ '`;

/** The template with methods that are not called as the text that Python prints for them. */
export function withMethodsAsText(template, owner, address) {
  let text = template;
  for (const { index, 0: whole, 1: name } of [...template.matchAll(METHOD)].reverse()) {
    const printed = `('<built-in method ${name} of ${OWNERS[name] ?? owner} object at 0x${address}>')`;
    text = text.slice(0, ownerStart(template, index)) + printed + text.slice(index + whole.length);
  }
  return text;
}

/** What the methods in a template are that are not called, as templates of their own. */
export function methodsOf(template) {
  return Array.from(
    template.matchAll(METHOD),
    ({ index, 0: whole }) =>
      `{{ ${template.slice(ownerStart(template, index), index)}${whole} | string }}`,
  );
}

/** The template with such methods as the texts that Python has printed for them. */
export function withMethodsShown(template, shown) {
  let text = template;
  for (const [at, { index, 0: whole }] of [...[...template.matchAll(METHOD)].entries()].reverse()) {
    const printed = `'${String(shown[at]).replaceAll("'", "\\'")}'`;
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
export function withoutAddress(answer) {
  return JSON.parse(
    JSON.stringify(answer ?? null)
      .replaceAll(/[A-Za-z\d+/]{40,}={0,2}/gu, decodeAddress)
      .replaceAll(/0x[0-9a-f]{6,}|\b[0-9a-f]{6,}x0/giu, '0x'),
  );
}
