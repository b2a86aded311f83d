const plainLetters = {
  name: 'plain-letters',
  /** Writes other letters than ASCII's as escapes: V8 keeps such a text in half the space, read faster. */
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      const escape = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
      chunk.code = chunk.code.replace(/[^\0-\x7f]/g, escape);
    }
  },
};

const commonjsFolder = {
  name: 'commonjs-folder',
  /** Says of the folder what the package around it does not: its files are no ES modules. */
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
  },
};

/** The part that Node loads itself; it imports what users write. */
const NODES_OWN = 'import-file';

const LAZY = '\0lazy:';

/** Functions that yargs has at hand and a command line that is in order never calls. */
const LAZY_FUNCTIONS = ['string-width', 'strip-ansi', 'wrap-ansi', 'assert'];

/** What yargs asserts of words that are in order is decided without the library. */
const ASSERT = `
export const strictEqual = (...given) => Object.is(given[0], given[1]) || require('node:assert').strictEqual(...given);
export const notStrictEqual = (...given) => !Object.is(given[0], given[1]) || require('node:assert').notStrictEqual(...given);
`;

const lazyFunctions = {
  name: 'lazy-functions',
  /** Making the tables to measure words by, for its help alone, takes 15 ms of each start. */
  resolveId(id, importer) {
    const isLazy = LAZY_FUNCTIONS.includes(id);
    return isLazy && /\/(?:yargs|cliui)\//.test(importer ?? '') ? LAZY + id : undefined;
  },
  load(id) {
    if (id === `${LAZY}assert`) return ASSERT;
    if (!id.startsWith(LAZY)) return undefined;
    const library = JSON.stringify(id.slice(LAZY.length));
    return `export default (...given) => require(${library}).default(...given);`;
  },
};

/** What stands for a `require` that may wait: `$1` is loaded when something of it is first used. */
const AT_FIRST_TOUCH = 'new Proxy({}, { get: (_, name) => require("$1")[name] })';

const lazyBuiltins = {
  name: 'lazy-builtins',
  /** Parts of Node that most commands never touch are loaded by the first touch: 5 ms of each start. */
  renderChunk(code) {
    const rarely = /(?<!__toESM\()require\("((?:node:)?(?:child_process|crypto|readline|zlib))"\)/g;
    return code.replace(rarely, AT_FIRST_TOUCH);
  },
};

/** Parts of the program that a listing needs, and that need templates only where there are any. */
const WITH_FEW_TEMPLATES = ['load-parts', 'compose-project'];

const lateTemplates = {
  name: 'late-templates',
  /** Lets these parts load that of the templates when they first touch it (engine/cli/late-templates.ts). */
  renderChunk(code, chunk) {
    if (!WITH_FEW_TEMPLATES.includes(chunk.name)) return undefined;
    const own = /(?<!=>)require\("(\.\/template-[^"]+)"\)/g;
    return code.replace(own, AT_FIRST_TOUCH);
  },
};

/**
 * Joins the compiled program and its libraries into a few files: reading several hundred small ones
 * was a third of the time of a short run. The command line and the API for embedders share their
 * parts, so that a plug-in that imports `kplay` meets the same classes as the program that loads it.
 */
export default {
  input: {
    kplay: 'dist/cli/main.js',
    index: 'dist/index.js',
    'read-url': 'dist/cli/url/main.js',
  },
  platform: 'node',
  // A file of ours does nothing by being imported: what a command does not use of a room (all of
  // node-forge, mostly) it does not load.
  treeshake: { moduleSideEffects: (id) => !/\/dist\//.test(id) },
  // The optional native parts of ssh2; it looks for them when it runs, and does without.
  external: [/\.node$/, 'cpu-features'],
  // Says to yargs where a configuration that another extends is; the folder is CommonJS.
  transform: { define: { 'import.meta.resolve': 'require.resolve' } },
  plugins: [commonjsFolder, lazyFunctions, lazyBuiltins, lateTemplates, plainLetters],
  output: {
    dir: 'dist/program',
    // Node keeps compiled code for CommonJS alone (engine/cli/code-cache.ts), and loads it faster.
    format: 'cjs',
    chunkFileNames: ({ name }) => `[name]-[hash].${name === NODES_OWN ? 'js' : 'cjs'}`,
    codeSplitting: { groups: [{ name: NODES_OWN, test: /plugins\/import-file/ }] },
    cleanDir: true,
    // There is a quarter less to read and to compile; functions and classes keep their names for the
    // stack of a crash, and no property is renamed, so that plug-ins meet what they know.
    minify: {
      compress: true,
      mangle: { toplevel: true, keepNames: true },
      codegen: { removeWhitespace: true },
    },
  },
};
