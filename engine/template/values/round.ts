/** Rounding floats, and writing them with a fixed number of decimals, as Python does. */

/** Rounds half to even at a number of decimals, on the decimal text of the float as Python does. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 300) return value;
  if (digits < 0) {
    const sign = value < 0 || Object.is(value, -0) ? -1 : 1;
    const unit = 10 ** -digits;
    if (unit === Infinity) return sign < 0 ? -0 : 0;
    const quotient = Math.abs(value) / unit;
    const floor = Math.floor(quotient);
    const rest = quotient - floor;
    const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
    return sign * (isUp ? floor + 1 : floor) * unit;
  }
  return Number(formatFixed(value, digits));
}

/** Writes a float with a fixed number of decimals, exactly rounded half to even. */
export function formatFixed(value: number, digits: number): string {
  if (digits <= 100 && Math.abs(value) < 1e21) {
    // toFixed rounds exact ties up in magnitude; only those need another look.
    const text = value.toFixed(digits);
    if (digits < 100 && isExactTie(value, digits)) {
      const scaled = BigInt(text.replace('.', '').replace('-', ''));
      if (scaled % 2n === 1n) {
        const down = (scaled - 1n).toString().padStart(digits + 1, '0');
        const point = down.length - digits;
        const shown = digits === 0 ? down : `${down.slice(0, point)}.${down.slice(point)}`;
        return value < 0 ? `-${shown}` : shown;
      }
    }
    return Object.is(value, -0) ? `-${text}` : text;
  }
  const whole = BigInt(Math.trunc(value)).toString();
  return digits === 0 ? whole : `${whole}.${'0'.repeat(digits)}`;
}

function isExactTie(value: number, digits: number): boolean {
  const text = value.toFixed(Math.min(100, digits + 30));
  return /^50*$/u.test(text.slice(text.indexOf('.') + 1 + digits));
}
