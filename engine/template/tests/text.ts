/** Tests on text: regular expressions, URLs. */
import type { Value } from '../../base/index.ts';
import { splitUrl, toUrlText } from '../filters/url.ts';
import { toRegex } from '../filters/regex.ts';
import { plugin, counted } from '../plugin-def.ts';
import type { Budget } from '../values/budget.ts';
import { fail } from '../values/failure.ts';
import { isContained } from '../values/iterate.ts';
import { toAnsibleText, toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

type MatchType = 'match' | 'search' | 'fullmatch';

function matches(type: MatchType, budget: Budget, given: readonly Value[]): boolean {
  const [value = '', pattern = '', ignorecase = false, multiline = false] = given;
  const text = toAnsibleText(value);
  const regex = toRegex(pattern, ignorecase, multiline);
  if (type === 'match') return regex.match(text, budget) !== undefined;
  if (type === 'fullmatch') return regex.fullMatch(text, budget) !== undefined;
  return regex.search(text, budget) !== undefined;
}

function regexTest(budget: Budget, given: readonly Value[]): boolean {
  const type = given[4];
  if (type === 'match' || type === 'fullmatch' || type === 'search') {
    return matches(type, budget, given);
  }
  return fail(
    'TypeError',
    `match_type is not one of match, fullmatch, search: ${toText(type ?? null)}`,
  );
}

function isUri(value: Value, schemes: Value): boolean {
  try {
    const { scheme } = splitUrl(toUrlText(value));
    return !isTrue(schemes) || isContained(scheme, schemes);
  } catch {
    return false;
  }
}

function isUrl(value: Value, schemes: Value): boolean {
  if (!isUri(value, schemes)) return false;
  const { scheme, netloc } = splitUrl(toUrlText(value));
  return netloc !== '' || scheme === 'file';
}

export const textTests = [
  ...(['match', 'search'] as const).map((type) =>
    counted(type, "value, pattern='', ignorecase=False, multiline=False", (budget, args) =>
      matches(type, budget, args),
    ),
  ),
  counted(
    'regex',
    "value='', pattern='', ignorecase=False, multiline=False, match_type='search'",
    regexTest,
  ),
  plugin('uri', 'value, schemes=None', isUri),
  plugin('url', 'value, schemes=None', isUrl),
  plugin('urn', 'value', (value) => isUri(value, ['urn'])),
];
