/**
 * Joins the compiled program and its libraries into a few files: reading several hundred small ones
 * was a third of the time of a short run. The command line and the API for embedders share their
 * parts, so that a plug-in that imports `kplay` meets the same classes as the program that loads it.
 */
export default {
  input: { kplay: 'dist/cli/main.js', index: 'dist/index.js' },
  platform: 'node',
  // A file of ours does nothing by being imported: what a command does not use of a room (all of
  // node-forge, mostly) it does not load.
  treeshake: { moduleSideEffects: (id) => !/\/dist\//.test(id) },
  // The optional native parts of ssh2; it looks for them when it runs, and does without.
  external: [/\.node$/, 'cpu-features'],
  transform: { define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' } },
  output: {
    dir: 'dist/program',
    format: 'esm',
    chunkFileNames: '[name]-[hash].js',
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
