/** File modes as text and as bits: Ansible's reading of octal and symbolic modes. Pure. */
import { TaskFailure } from '../../host/index.ts';

/** What a symbolic mode depends on beside its text. */
export interface ModeContext {
  /** Bits now; those of a new file (0666 or 0777 without the umask's) when there is none. */
  readonly current: number;
  readonly isDirectory: boolean;
  readonly umask: number;
}

const WHO_SHIFT = { u: 6, g: 3, o: 0 } as const;
type Who = keyof typeof WHO_SHIFT;
const SPECIAL = { u: 0o4000, g: 0o2000, o: 0 } as const;

function isWho(letter: string): letter is Who {
  return letter in WHO_SHIFT;
}

function bitsFor(who: Who, permissions: string, context: ModeContext): number {
  const shift = WHO_SHIFT[who];
  let bits = 0;
  for (const letter of permissions) {
    if (letter === 'r') bits |= 4 << shift;
    else if (letter === 'w') bits |= 2 << shift;
    else if (letter === 'x') bits |= 1 << shift;
    else if (letter === 'X') {
      if (context.isDirectory || (context.current & 0o111) !== 0) bits |= 1 << shift;
    } else if (letter === 's') bits |= SPECIAL[who];
    else if (letter === 't') bits |= who === 'o' ? 0o1000 : 0;
    else if (isWho(letter)) bits |= ((context.current >> WHO_SHIFT[letter]) & 7) << shift;
  }
  return bits;
}

function clearedBy(who: Who): number {
  return (7 << WHO_SHIFT[who]) | SPECIAL[who] | (who === 'o' ? 0o1000 : 0);
}

function applyClause(mode: number, clause: string, context: ModeContext): number {
  const match = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause);
  if (match === null) {
    throw new TaskFailure('mode must be in octal or symbolic form', {
      details: `bad symbolic permission for mode: ${clause}`,
    });
  }
  const [, users = '', operations = ''] = match;
  const named = [...(users === '' || users.includes('a') ? 'ugo' : users)].filter(isWho);
  // Without a named user the umask's bits are left alone, as chmod does.
  const kept = users === '' ? context.umask : 0;
  let result = mode;
  for (const [, operator = '', permissions = ''] of operations.matchAll(/([-+=])([rwxXstugo]*)/g)) {
    for (const who of named) {
      const bits = bitsFor(who, permissions, { ...context, current: result }) & ~kept;
      result = operate(operator, result, bits, clearedBy(who) & ~kept);
    }
  }
  return result;
}

function operate(operator: string, mode: number, bits: number, cleared: number): number {
  if (operator === '+') return mode | bits;
  return operator === '-' ? mode & ~bits : (mode & ~cleared) | bits;
}

/**
 * Resolves a mode to bits.
 * @throws TaskFailure `mode must be in octal or symbolic form` with Ansible's details
 */
export function resolveMode(text: string, context: ModeContext): number {
  if (/^(0o)?[0-7]+$/.test(text)) return Number.parseInt(text.replace('0o', ''), 8) & 0o7777;
  return text
    .split(',')
    .reduce((mode, clause) => applyClause(mode, clause, context), context.current);
}

/** Writes bits as results of Ansible's modules do: `0644`, `01777` (`%03o` with a 0 before it). */
export function toModeText(bits: number): string {
  return `0${bits.toString(8).padStart(3, '0')}`;
}

/** Writes bits as `stat` and `find` do: `0644`, `1777` (`%04o`). */
export function toFourDigits(bits: number): string {
  return bits.toString(8).padStart(4, '0');
}

/** Writes bits for chmod so that special bits of directories are cleared too (five digits). */
export function toStepMode(bits: number): string {
  return bits.toString(8).padStart(5, '0');
}
