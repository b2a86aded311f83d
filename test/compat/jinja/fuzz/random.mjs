/** Random choices that a seed decides, so that a run can be repeated. */

/** Makes a source of choices (mulberry32). */
export function makeRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit) => Math.floor(next() * limit);
  const pick = (items) => items[below(items.length)];
  return {
    below,
    pick,
    chance: (share) => next() < share,
    /** Picks among `[weight, thing]`. */
    weighted(options) {
      let left = next() * options.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, thing] of options) {
        left -= weight;
        if (left < 0) return thing;
      }
      return options.at(-1)[1];
    },
  };
}
