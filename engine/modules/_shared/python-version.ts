/** Versions and specifiers of Python packages, compared as PEP 440 says. Pure. */

const VERSION =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

interface Version {
  readonly epoch: number;
  readonly release: readonly number[];
  /** A letter and a number; undefined for none. */
  readonly pre: readonly [string, number] | undefined;
  readonly post: number | undefined;
  readonly dev: number | undefined;
  readonly local: readonly string[];
}

const PRE_LETTERS: Readonly<Record<string, string>> = {
  alpha: 'a',
  beta: 'b',
  c: 'rc',
  pre: 'rc',
  preview: 'rc',
};

function parseVersion(text: string): Version | undefined {
  const match = VERSION.exec(text.trim().toLowerCase());
  if (match === null) return undefined;
  const [, epoch, release = '', letter, pre, short, word, post, dev, devNumber, local] = match;
  const isPost = short !== undefined || word !== undefined;
  return {
    epoch: Number(epoch ?? 0),
    release: release.split('.').map(Number),
    pre: letter === undefined ? undefined : [PRE_LETTERS[letter] ?? letter, Number(pre)],
    post: isPost ? Number(short ?? post ?? 0) : undefined,
    dev: dev === undefined ? undefined : Number(devNumber),
    local: local === undefined ? [] : local.split(/[-_.]/),
  };
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The rank of what follows the release: development, then alpha, beta and candidate, then final. */
function toPhase({ pre, post, dev }: Version): readonly number[] {
  const isOnlyDev = pre === undefined && post === undefined && dev !== undefined;
  const letter = pre === undefined ? (isOnlyDev ? 0 : 4) : ['', 'a', 'b', 'rc'].indexOf(pre[0]);
  return [letter, pre?.[1] ?? 0, post === undefined ? -1 : post, dev ?? Infinity];
}

/** Numbers stand above words, and a part above none. */
function compareParts(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
  const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (isNumber !== isOtherNumber) return isNumber ? 1 : -1;
  if (isNumber) return Number(one) - Number(other);
  return one === other ? 0 : one < other ? -1 : 1;
}

function compareLocal(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = compareParts(a[at], b[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function comparePhases(a: Version, b: Version): number {
  const [one, other] = [toPhase(a), toPhase(b)];
  for (const [at, rank] of one.entries()) {
    const against = other[at] ?? 0;
    if (rank !== against) return rank < against ? -1 : 1;
  }
  return 0;
}

function comparePublic(a: Version, b: Version): number {
  return a.epoch - b.epoch || compareNumbers(a.release, b.release) || comparePhases(a, b);
}

function isSameRelease(a: Version, b: Version): boolean {
  return a.epoch === b.epoch && compareNumbers(a.release, b.release) === 0;
}

/** `1.4.*`: the release begins so. */
function hasPrefix(version: Version, text: string): boolean {
  const prefix = parseVersion(text);
  if (prefix === undefined || prefix.epoch !== version.epoch) return false;
  return prefix.release.every((part, at) => (version.release[at] ?? 0) === part);
}

function isEqual(version: Version, text: string): boolean {
  if (text.endsWith('.*')) return hasPrefix(version, text.slice(0, -2));
  const wanted = parseVersion(text);
  if (wanted === undefined) return false;
  const isLocalFree = wanted.local.length === 0;
  return (
    comparePublic(version, wanted) === 0 &&
    (isLocalFree || compareLocal(version.local, wanted.local) === 0)
  );
}

function isAbove(version: Version, wanted: Version): boolean {
  const isPostOf = wanted.post === undefined && version.post !== undefined;
  const isLocalOf = version.local.length > 0;
  if (isSameRelease(version, wanted) && (isPostOf || isLocalOf)) return false;
  return comparePublic(version, wanted) > 0;
}

function isEarly({ pre, dev }: Version): boolean {
  return pre !== undefined || dev !== undefined;
}

function isBelow(version: Version, wanted: Version): boolean {
  if (!isEarly(wanted) && isEarly(version) && isSameRelease(version, wanted)) return false;
  return comparePublic(version, wanted) < 0;
}

/** `~=1.4.2`: at least that, and still 1.4. */
function isCompatible(version: Version, text: string, wanted: Version): boolean {
  const prefix = wanted.release.slice(0, -1).join('.');
  const epoch = /^\d+!/.exec(text)?.[0] ?? '';
  return comparePublic(version, wanted) >= 0 && hasPrefix(version, epoch + prefix);
}

/** Says whether a version fulfils one specifier, `>=1.4`; early versions count, too. */
export function fulfils(installed: string, specifier: string): boolean {
  const [, operator = '', text = ''] = /^(===|==|~=|!=|<=|>=|<|>)\s*(.*)$/.exec(specifier) ?? [];
  if (operator === '===') return installed.toLowerCase() === text.toLowerCase();
  const version = parseVersion(installed);
  if (version === undefined) return false;
  if (operator === '==') return isEqual(version, text);
  if (operator === '!=') return !isEqual(version, text);
  const wanted = parseVersion(text);
  if (wanted === undefined) return false;
  switch (operator) {
    case '>=':
      return comparePublic(version, wanted) >= 0;
    case '<=':
      return comparePublic(version, wanted) <= 0;
    case '>':
      return isAbove(version, wanted);
    case '<':
      return isBelow(version, wanted);
    default:
      return isCompatible(version, text, wanted);
  }
}
