/** The flags of Python's regular expressions that make sense for text. */

/** Flags that the filters' arguments and `(?imsx)` set. */
export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

export const noFlags: RegexFlags = {
  ignoreCase: false,
  multiline: false,
  dotAll: false,
  verbose: false,
  ascii: false,
};

/** Flags with some switched on and others off, as `(?i-s)` writes it. */
export function changeFlags(flags: RegexFlags, on: string, off: string): RegexFlags {
  const is = (letter: string, now: boolean): boolean =>
    on.includes(letter) || (now && !off.includes(letter));
  return {
    ignoreCase: is('i', flags.ignoreCase),
    multiline: is('m', flags.multiline),
    dotAll: is('s', flags.dotAll),
    verbose: is('x', flags.verbose),
    ascii: is('a', flags.ascii) && !on.includes('u'),
  };
}
