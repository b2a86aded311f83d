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

const reads = (text, name) => new RegExp(`(?<![\\w.])${name}\\b`, 'u').test(text);

/** What stands directly in a part of a template, not in parts within; heads of loops stand outside. */
function ownText(template, from, to) {
  let [text, at] = ['', from];
  for (const { name, rest, start, end } of findSpans(template)) {
    if (start < at || end > to) continue;
    text += template.slice(at, start) + (name === 'for' || name === 'call' ? rest : '');
    at = end;
  }
  return text + template.slice(at, to);
}

/** Puts a copy of each changed variable where each outermost part begins that reads it. */
function copyBetween(template, from, to, names) {
  const own = ownText(template, from, to);
  const left = names.filter((name) => !reads(own, name));
  let [text, at] = ['', from];
  for (const { bodyStart, bodyEnd, start } of findSpans(template)) {
    if (start < at || bodyEnd > to || left.length === 0) continue;
    const inside = ownText(template, bodyStart, bodyEnd);
    const copies = left
      .filter((name) => reads(inside, name))
      .map((name) => `{% set ${name} = [${name}] | map('to_json') | map('from_json') | first %}`);
    text += template.slice(at, bodyStart) + copies.join('');
    text += copyBetween(template, bodyStart, bodyEnd, left);
    at = bodyEnd;
  }
  return text + template.slice(at, to);
}

/** The template with a copy of each variable that it changes where only a part of it reads it. */
export function copyWithin(template, variables) {
  const changed = Array.from(template.matchAll(CHANGE), ([, name]) => name);
  const names = variables.filter((name) => changed.includes(name));
  return names.length === 0 ? template : copyBetween(template, 0, template.length, names);
}

const isWithin = (index, { bodyStart, bodyEnd }) => index >= bodyStart && index < bodyEnd;

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

const givesGenerator = ({ name, rest }) =>
  name === 'macro' || name === 'call' || /\brecursive\b/u.test(rest);

/** The request in which what holds such an `include` gives a list of what is included, as a generator does. */
export function listIncludes(request) {
  let { template } = request;
  for (const span of findSpans(template).filter(givesGenerator).reverse()) {
    const body = template.slice(span.bodyStart, span.bodyEnd);
    const kept = body.replaceAll(
      WITHOUT_CONTEXT,
      (tag) => `{% set g %}${tag}{% endset %}{% set taken.in = taken.in + [g] %}`,
    );
    if (kept === body) continue;
    const changed = `{% set taken = namespace(in=[]) %}{% set g %}${kept}{% endset %}{{ taken.in }}`;
    template = template.slice(0, span.bodyStart) + changed + template.slice(span.bodyEnd);
  }
  return { ...request, template };
}

/** What sets names to all that a text includes so, and the list of them. */
function takeIncludes(text) {
  const tags = Array.from(text.matchAll(WITHOUT_CONTEXT), ([tag]) => tag);
  const taken = tags.map((tag, at) => `{% set g${at} %}${tag}{% endset %}`);
  return [taken.join(''), `[${tags.map((_, at) => `g${at}`).join(', ')}]`];
}

/** The request in which calls of what holds such an `include` are generators. */
export function callGenerators(request, isObject = false) {
  const { template } = request;
  const [taken, list] = takeIncludes(template);
  const holders = findSpans(template).filter(
    (span) => givesGenerator(span) && takeIncludes(template.slice(span.bodyStart, span.bodyEnd))[0],
  );
  let changed = template;
  for (const { name, rest } of holders) {
    const called = { macro: rest.trim().split('(')[0], call: 'caller', for: 'loop' }[name];
    const call = new RegExp(String.raw`(?<!macro )\b${called}\((?:[^()]|\([^()]*\))*\)`, 'gu');
    changed = changed.replaceAll(call, isObject ? 'namespace()' : `(${list} | select)`);
  }
  return { ...request, template: taken + changed };
}

/** What a part of a template sees: what stands directly in it, in those around it and outside. */
function inReach(template, part) {
  const around = findSpans(template).filter((one) => isWithin(part.start, one));
  const texts = around.map(
    ({ rest, bodyStart, bodyEnd }) => rest + ownText(template, bodyStart, bodyEnd),
  );
  return [
    ownText(template, 0, template.length),
    ...texts,
    ownText(template, part.bodyStart, part.bodyEnd),
  ].join('\n');
}

/** Whether the filter of a `set` block names what nothing else in the template does. */
export function hasForgottenName(template) {
  return findSpans(template)
    .filter(({ name }) => name === 'set')
    .some((span) => {
      const { rest } = span;
      const others = inReach(template, span);
      const bare = rest.replaceAll(/'[^']*'|"[^"]*"/gu, '').replace(/^[^|]*\|\s*[\w.]+/u, '');
      const names = Array.from(
        bare.matchAll(/(?<![|.\w]\s*)\b[a-zA-Z_]\w*\b(?!\s*=)/gu),
        ([one]) => one,
      );
      return names.some((name) => !reads(others, name));
    });
}

/** The request in which they are objects that equal no other. */
export const callObjects = (request) => callGenerators(request, true);
