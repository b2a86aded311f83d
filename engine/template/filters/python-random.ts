/**
 * Python's `random.Random` (MT19937, Matsumoto and Nishimura), seeded as version 2 seeds do, so that
 * `random(seed=inventory_hostname)` picks what Ansible picks.
 */
import { createHash } from 'node:crypto';
import { Bytes, Float, type Value } from '../../base/index.ts';
import { isIntegral } from '../values/kinds.ts';
import { asInteger } from '../values/numbers.ts';
import { toText } from '../values/text.ts';

const SIZE = 624;

/** The 32-bit words of a seed, lowest first. */
function toWords(seed: Value): number[] {
  let bits: bigint;
  if (isIntegral(seed)) {
    const integer = BigInt(asInteger(seed));
    bits = integer < 0n ? -integer : integer;
  } else if (seed instanceof Float) bits = BigInt(Math.trunc(seed.value));
  else {
    const bytes = seed instanceof Bytes ? Buffer.from(seed.data) : Buffer.from(toText(seed));
    const digest = createHash('sha512').update(bytes).digest();
    bits = BigInt(`0x${Buffer.concat([bytes, digest]).toString('hex')}`);
  }
  const words: number[] = [];
  do {
    words.push(Number(bits & 0xffffffffn));
    bits >>= 32n;
  } while (bits > 0n);
  return words;
}

export class PythonRandom {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  constructor(seed: Value) {
    this.#seed(toWords(seed));
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #seed(key: readonly number[]): void {
    const state = this.#state;
    state[0] = 19_650_218;
    for (let i = 1; i < SIZE; i += 1) {
      const last = this.#at(i - 1);
      state[i] = Math.imul(1_812_433_253, last ^ (last >>> 30)) + i;
    }
    let [i, j] = [1, 0];
    const turn = (): void => {
      i += 1;
      if (i < SIZE) return;
      state[0] = this.#at(SIZE - 1);
      i = 1;
    };
    for (let k = Math.max(SIZE, key.length); k > 0; k -= 1) {
      const last = this.#at(i - 1);
      state[i] = (this.#at(i) ^ Math.imul(last ^ (last >>> 30), 1_664_525)) + (key[j] ?? 0) + j;
      j = (j + 1) % key.length;
      turn();
    }
    for (let k = SIZE - 1; k > 0; k -= 1) {
      const last = this.#at(i - 1);
      state[i] = (this.#at(i) ^ Math.imul(last ^ (last >>> 30), 1_566_083_941)) - i;
      turn();
    }
    state[0] = 0x80000000;
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i += 1) {
      const mixed = (this.#at(i) & 0x80000000) | (this.#at((i + 1) % SIZE) & 0x7fffffff);
      state[i] = this.#at((i + 397) % SIZE) ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }

  #word(): number {
    if (this.#next >= SIZE) this.#refill();
    let word = this.#at(this.#next);
    this.#next += 1;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /** Python's `_randbelow`: as many bits as the bound has, until they are below it. */
  below(bound: number): number {
    const bits = bound.toString(2).length;
    for (;;) {
      const value = this.#bits(bits);
      if (value < bound) return value;
    }
  }

  belowBig(bound: bigint): bigint {
    const bits = bound.toString(2).length;
    for (;;) {
      const value = this.#bigBits(bits);
      if (value < bound) return value;
    }
  }

  /** Python's `getrandbits`: words of 32 bits, the lowest first. */
  #bigBits(count: number): bigint {
    let value = 0n;
    for (let at = 0; at < count; at += 32) {
      const missing = Math.max(0, at + 32 - count);
      value |= BigInt(this.#word() >>> missing) << BigInt(at);
    }
    return value;
  }

  #bits(count: number): number {
    if (count <= 32) return this.#word() >>> (32 - count);
    const low = this.#word();
    return (this.#word() >>> (64 - count)) * 2 ** 32 + low;
  }
}
