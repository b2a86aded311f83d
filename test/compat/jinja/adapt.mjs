/**
 * Answers recorded Jinja and Ansible cases: renders as a task argument, a template file or a
 * condition. The engine is handed in, so that tests run its sources and `adapter.mjs` the build.
 */
import { join } from 'node:path';
import { makeReader } from './controller.mjs';
import { makeValues } from './tagged-values.mjs';

const OPTION_NAMES = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  keep_trailing_newline: 'keepTrailingNewline',
  newline_sequence: 'newlineSequence',
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
};

const KINDS = {
  'template-syntax': 'syntax',
  'undefined-variable': 'undefined',
  'template-failed': 'runtime',
};

/** Variables as Ansible has them: rendered when asked for, each once, with a guard for cycles. */
class LazyNames {
  #raw;
  #render;
  #templates;
  #done = new Map();
  #open = new Set();
  #failCycle;

  constructor({ raw, render, templates, failCycle }) {
    this.#raw = raw;
    this.#render = render;
    this.#templates = templates;
    this.#failCycle = failCycle;
  }

  has(name) {
    return this.#raw.has(name);
  }

  all() {
    return this.#raw.keys();
  }

  isTemplated(name) {
    const given = this.#raw.get(name);
    return typeof given === 'string' && this.#templates.isTemplate(given);
  }

  holdsTemplates(name) {
    return this.#holds(this.#raw.get(name));
  }

  #holds(given) {
    if (typeof given === 'string') return this.#templates.isTemplate(given);
    if (typeof given !== 'object' || given === null) return false;
    const entries = Array.isArray(given) ? given : given[Symbol.iterator] ? [...given].flat() : [];
    return entries.some((entry) => this.#holds(entry));
  }

  get(name) {
    if (!this.#raw.has(name)) return undefined;
    if (this.#done.has(name)) return this.#done.get(name);
    if (this.#open.has(name)) this.#failCycle(name);
    this.#open.add(name);
    try {
      const value = this.#render(this.#raw.get(name));
      this.#done.set(name, value);
      return value;
    } finally {
      this.#open.delete(name);
    }
  }
}

/**
 * Makes the adapter of one engine.
 * @param engine `base` and `template` are what the two rooms export; `env` is the environment that
 *   lookups see
 */
export function makeAdapter({ base, template, env }) {
  const { types, toLocated, encode } = makeValues(base);
  const engines = new Map();

  const engineFor = (extensions, isNative) => {
    const key = `${extensions.join(',')} ${isNative}`;
    if (!engines.has(key)) {
      engines.set(key, template.createTemplates({ extensions, isNative }));
    }
    return engines.get(key);
  };

  const failCycle = (name) => {
    const message = `recursive loop detected in template: ${name}`;
    throw new base.ProblemError({ code: 'template-failed', message });
  };

  const makeContext = (vars, dir, templates) => {
    const raw = vars instanceof base.Dict ? new Map(vars) : new Map(Object.entries(vars));
    const context = { reader: makeReader(dir, env), names: undefined };
    const render = (given) => templates.render(toLocated(given), context);
    context.names = new LazyNames({ raw, render, templates, failCycle });
    return context;
  };

  const answer = (text, vars, { mode, dir, opts = {} }) => {
    const templates = engineFor(opts.extensions ?? [], opts.jinja2_native ?? false);
    const context = makeContext(vars, dir, templates);
    if (mode === 'when') return templates.test(toLocated(text), context);
    if (mode === 'string') return templates.render(toLocated(text), context);
    const options = Object.fromEntries(
      Object.entries(opts)
        .filter(([name]) => name in OPTION_NAMES)
        .map(([name, value]) => [OPTION_NAMES[name], value]),
    );
    const file = { path: join(dir, 'templates', 'case.j2'), text };
    return templates.renderFile(file, options, context);
  };

  const render = (text, vars, options) => {
    try {
      return answer(text, vars, options);
    } catch (error) {
      const code = error instanceof base.ProblemError ? error.problems[0]?.code : undefined;
      if (code !== undefined) error.kind = KINDS[code];
      throw error;
    }
  };

  return { types, encode, render };
}
