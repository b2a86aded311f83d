/** The door of the room: makes the Templates of the contract. */
import type { Problem } from '../base/index.ts';
import type { Templates } from './contract.ts';
import { toSyntax } from './nested.ts';
import { readsIn, readsInConditions, readsInFile } from './reads.ts';
import { Renderer } from './renderer.ts';
import { isTemplate, toScalar } from './scalars.ts';
import type { UserParts } from './user-parts.ts';
import { defaultLimits, type BudgetLimits } from './values/budget.ts';
import { toText } from './values/text.ts';
import { isTrue } from './values/truth.ts';

/** Settings that change what templates may say. */
export interface TemplateOptions {
  /** Names of Jinja's extensions: `jinja2_extensions` of ansible.cfg. */
  readonly extensions?: readonly string[];
  /** `jinja2_native` of ansible.cfg: a template's value keeps its type. */
  readonly isNative?: boolean;
  /** How much one render may do; 20 million steps and 100 million characters by default. */
  readonly limits?: Partial<BudgetLimits>;
  /** Told once per place of what is written in an old way. */
  readonly deprecate?: (problem: Problem) => void;
  /** A user's own filters, tests and lookups. */
  readonly own?: UserParts;
}

/**
 * Makes the renderer. Compiled templates are kept by text, so one is enough for a process.
 */
export function createTemplates(options: TemplateOptions = {}): Templates {
  const names = options.extensions ?? [];
  const extensions = {
    do: names.includes('jinja2.ext.do'),
    loopControls: names.includes('jinja2.ext.loopcontrols'),
  };
  const renderer = new Renderer({
    extensions,
    mode: options.isNative === true ? 'native' : 'convert',
    limits: { ...defaultLimits, ...options.limits },
    own: options.own,
    deprecate: options.deprecate,
  });
  return {
    isTemplate,
    toText,
    isTrue,
    render: (located, context) => renderer.render(located, context),
    renderText: (text, span, context) => renderer.renderScalar(toScalar(text, span), context),
    evaluate: (expression, span, context) => renderer.evaluate(toScalar(expression, span), context),
    test: (condition, context) => renderer.test(condition, context),
    renderFile: (file, given, context) =>
      toText(renderer.renderFile(file, toSyntax(given), context, 'text')),
    lookup: (...[name, terms, given, span, context]: Parameters<Templates['lookup']>) =>
      renderer.lookup(name, terms, new Map(Object.entries(given)), { span, context }),
    check: (located) => renderer.eachProgram(located, () => undefined),
    checkFile: (file) => renderer.checkFile(file),
    checkConditions: (located) => renderer.checkConditions(located),
    readsIn: (located) => readsIn(located, extensions),
    readsInConditions: (located) => readsInConditions(located, extensions),
    readsInFile: (file) => readsInFile(file, extensions),
    lookupNames: [...renderer.lookups.lookupNames()],
    hasLookup: (name) => renderer.lookups.findLookup(name) !== undefined,
    namesIn: (located) => {
      const found = new Set<string>();
      renderer.eachProgram(located, (program) => {
        for (const name of program.names) found.add(name);
      });
      return found;
    },
  };
}
