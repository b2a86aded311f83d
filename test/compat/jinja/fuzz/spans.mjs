/** Which parts of a template have names of their own: loops, macros, blocks, and what takes text in. */

const TAG =
  /\{%[-+]?\s*(end)?(for|macro|call|block|filter|set|with|raw)\b((?:[^%'"]|%(?!\})|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*?)[-+]?%\}/gu;
const CHANGE =
  /\b(\w+)(?:\.\w+|\[[^[\]]*\]|\([^()]*\))*\.(?:pop|append|extend|insert|remove|update|setdefault|clear|reverse|sort|popitem)\(/gu;
const WITHOUT_CONTEXT = /\{%[-+]?\s*include\b[^%]*?\bwithout context\s*[-+]?%\}/gu;

/** A `set` with `=` has no end. */
const opens = (name, rest) => name !== 'set' || !/^[\s\w,.()]*=(?!=)/u.test(rest);

/** The parts from tag to tag, outer ones first. */
export function findSpans(template) {
  const [spans, open] = [[], []];
  for (const { index, 0: tag, 1: isEnd, 2: name, 3: rest } of template.matchAll(TAG)) {
    const end = index + tag.length;
    if (isEnd === undefined) {
      if (opens(name, rest)) open.push({ name, rest, start: index, bodyStart: end });
      continue;
    }
    for (const last of open.splice(-1)) spans.push({ ...last, bodyEnd: index, end });
  }
  return spans.sort((left, right) => left.start - right.start);
}

/** What a template reads outside of all parts; the head of a loop is read there, too. */
function readOutside(template) {
  let [text, at] = ['', 0];
  for (const { name, rest, start, end } of findSpans(template)) {
    if (start < at) continue;
    text += template.slice(at, start) + (name === 'for' || name === 'call' ? rest : '');
    at = end;
  }
  return text + template.slice(at);
}

/** Whether a variable is changed that only parts of the template read. */
export function changesWithin(template, variables) {
  const outside = readOutside(template);
  return Array.from(template.matchAll(CHANGE), ([, name]) => name).some(
    (name) => variables.includes(name) && !new RegExp(`\\b${name}\\b`, 'u').test(outside),
  );
}

const isWithin = (index, { bodyStart, bodyEnd }) => index >= bodyStart && index < bodyEnd;

/** Whether a macro, the body of a call or a recursive loop holds an `include` without context. */
export function holdsGenerator(template) {
  const spans = findSpans(template).filter(
    ({ name, rest }) => name === 'macro' || name === 'call' || /\brecursive\b/u.test(rest),
  );
  return Array.from(template.matchAll(WITHOUT_CONTEXT)).some(({ index }) =>
    spans.some((span) => isWithin(index, span)),
  );
}

/** The request with such an `include` in front of the `set` or `filter` that it stands in. */
export function moveIncludesOut(request) {
  let { template } = request;
  for (const { index, 0: tag } of [...template.matchAll(WITHOUT_CONTEXT)]) {
    const around = findSpans(template).filter(
      (one) => (one.name === 'set' || one.name === 'filter') && isWithin(index, one),
    );
    for (const { start } of around.slice(0, 1)) {
      const between = template.slice(start, index) + template.slice(index + tag.length);
      template = template.slice(0, start) + tag + between;
    }
  }
  return { ...request, template };
}
