/**
 * Generated templates are trees: a node has a sort (`expression`, `statement`, `body`…) and parts that
 * are texts or nodes. A smaller template is one with a node replaced by something simpler.
 */

/** Makes a node. */
export function node(sort, ...parts) {
  return { sort, parts: parts.flat() };
}

/** Writes a tree as a template. */
export function write(tree) {
  return typeof tree === 'string' ? tree : tree.parts.map(write).join('');
}

const SIMPLEST = {
  expression: ['1', "''", '[]', 'none'],
  body: ['', 'x'],
  statement: [''],
  argument: [''],
  filter: [''],
  data: ['', 'x'],
  word: [''],
};

function descendants(tree, sort) {
  if (typeof tree === 'string') return [];
  return tree.parts.flatMap((part) =>
    typeof part === 'string'
      ? []
      : [...(part.sort === sort ? [part] : []), ...descendants(part, sort)],
  );
}

const leaf = (sort, text) => ({ sort, parts: [text] });

/** What may stand in the place of a node: nodes of its sort inside of it, then the simplest ones. */
function simpler(tree) {
  const own = write(tree);
  const simplest = (SIMPLEST[tree.sort] ?? [])
    .filter((text) => text.length < own.length)
    .map((text) => leaf(tree.sort, text));
  return [...descendants(tree, tree.sort), ...simplest];
}

function* replaceInside(tree) {
  yield* simpler(tree);
  for (const [index, part] of tree.parts.entries()) {
    if (typeof part === 'string') continue;
    for (const changed of replaceInside(part)) {
      yield { ...tree, parts: tree.parts.with(index, changed) };
    }
  }
}

/** Every tree that is one step smaller. */
export function* smallerTrees(tree) {
  yield* replaceInside(tree);
}
