/**
 * Templates for a listing, where most texts are none: the engine behind them is made, and its part of
 * the program loaded, when the first one is met. That is a tenth of a listing's time.
 */
import type { Located, Value } from '../base/index.ts';
import type { Templates } from '../template/index.ts';

/** The value of what holds no template for sure; undefined for everything else. */
function plainOf(located: Located): Value | undefined {
  if (located.kind === 'scalar') {
    const { value } = located;
    return typeof value === 'string' && !value.includes('{') ? value : undefined;
  }
  if (located.kind !== 'list') return undefined;
  const items = located.items.flatMap((item) => plainOf(item) ?? []);
  return items.length === located.items.length ? items : undefined;
}

/** @param make called once, when something is a template or may be one */
export function makeLateTemplates(make: () => Templates): Templates {
  let made: Templates | undefined;
  const real = (): Templates => (made ??= make());
  return {
    isTemplate: (text) => text.includes('{') && real().isTemplate(text),
    render: (located, context) => plainOf(located) ?? real().render(located, context),
    toText: (value) => (typeof value === 'string' ? value : real().toText(value)),
    get lookupNames() {
      return real().lookupNames;
    },
    renderText: (...given) => real().renderText(...given),
    evaluate: (...given) => real().evaluate(...given),
    test: (...given) => real().test(...given),
    renderFile: (...given) => real().renderFile(...given),
    lookup: (...given) => real().lookup(...given),
    check: (...given) => real().check(...given),
    checkFile: (...given) => real().checkFile(...given),
    checkConditions: (...given) => real().checkConditions(...given),
    readsIn: (...given) => real().readsIn(...given),
    readsInConditions: (...given) => real().readsInConditions(...given),
    readsInFile: (...given) => real().readsInFile(...given),
    hasLookup: (...given) => real().hasLookup(...given),
    isTrue: (...given) => real().isTrue(...given),
    namesIn: (...given) => real().namesIn(...given),
  };
}
