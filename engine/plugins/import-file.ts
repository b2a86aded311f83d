/**
 * Imports a file that is no part of the program. It stands alone because the program's parts are
 * loaded from compiled code (cli/code-cache.ts), and Node lets none of those import others: this
 * one the build puts into a file that Node loads itself (.config/rolldown.config.js).
 */

/**
 * Loads an ES module or CommonJS file and gives what it exports.
 * @param url a `file:` URL
 * @throws whatever the file throws, or Node when it cannot read it
 */
export async function importFile(url: string): Promise<unknown> {
  const loaded: unknown = await import(url);
  return loaded;
}
