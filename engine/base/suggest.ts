/** Did-you-mean for every closed set of names. */

/** Edit distance with transpositions (optimal string alignment). */
function distance(a: string, b: string): number {
  const width = b.length + 1;
  const cells = new Map<number, number>();
  const at = (i: number, j: number): number =>
    i === 0 || j === 0 ? i + j : (cells.get(i * width + j) ?? 0);
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const edits = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost];
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) edits.push(at(i - 2, j - 2) + 1);
      cells.set(i * width + j, Math.min(...edits));
    }
  }
  return at(a.length, b.length);
}

/**
 * Finds the name the user probably meant.
 * @param written what stands in the source
 * @param known the closed set it should be from
 * @returns the closest name within a third of its length, or undefined
 */
export function findSimilar(written: string, known: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase();
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const name of known) {
    const apart = distance(wanted, name.toLowerCase());
    if (apart < bestDistance) [best, bestDistance] = [name, apart];
  }
  const limit = Math.max(1, Math.floor(Math.max(written.length, best?.length ?? 0) / 3));
  return bestDistance <= limit ? best : undefined;
}

/** Writes the hint for `findSimilar`: `did you mean \`dest\`?`, or undefined. */
export function suggestName(written: string, known: Iterable<string>): string | undefined {
  const similar = findSimilar(written, known);
  return similar === undefined ? undefined : `did you mean \`${similar}\`?`;
}
