/** base: places, problems, code frames and the values of playbooks. No I/O, no Node imports. */
export { describePlace, toPlace, type Place, type SourceFile, type Span } from './span.ts';
export { Bug, ProblemError, ProblemList, type Problem, type RelatedPlace } from './problem.ts';
export { describeProblem, drawFrame } from './frame.ts';
export { quoteAsciiJson } from './json-text.ts';
export { splitLines } from './split-lines.ts';
export { findSimilar, suggestName } from './suggest.ts';
export {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  toLists,
  toValue,
  typeName,
  type Plain,
  type Value,
} from './value.ts';
export {
  findEntry,
  locateFinal,
  locateScalar,
  toName,
  toRawValue,
  type Located,
  type LocatedEntry,
  type LocatedList,
  type LocatedMap,
  type LocatedScalar,
} from './located.ts';
