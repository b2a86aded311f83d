/** Texts that may be templates: told from others, given a place, found in trees of values. Pure. */
import {
  locateScalar,
  type Located,
  type LocatedScalar,
  type SourceFile,
  type Span,
} from '../base/index.ts';

/** True when text holds the start of a tag. */
export function isTemplate(text: string): boolean {
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', at + 1)) {
    const next = text.charAt(at + 1);
    if (next === '{' || next === '%' || next === '#') return true;
  }
  return false;
}

/** Gives text a place when it was handed over bare. */
export function toScalar(text: string, span: Span | undefined): LocatedScalar {
  const file: SourceFile = { path: '<template>', text };
  return locateScalar(text, span ?? { file, start: 0, end: text.length });
}

/** Visits every scalar of a tree, keys too, that may be a template. */
export function eachScalar(located: Located, visit: (scalar: LocatedScalar) => void): void {
  if (located.kind === 'scalar') {
    if (!located.isUnsafe) visit(located);
  } else if (located.kind === 'list') for (const item of located.items) eachScalar(item, visit);
  else {
    for (const { key, value } of located.entries) {
      eachScalar(key, visit);
      eachScalar(value, visit);
    }
  }
}
