/** The public API for embedders: what cli/ uses to run playbooks, and the contracts of plug-ins. */
export {
  ProblemError,
  describeProblem,
  type Plain,
  type Problem,
  type Value,
} from './base/index.ts';
export { Dict, Float, Tuple } from './base/index.ts';
export { defineFilter, defineLookup, defineTest } from './template/index.ts';
export { defineControl, defineModule } from './modules/index.ts';
export {
  makeJsonReporter,
  makeTextReporter,
  toExitCode,
  type ReporterOptions,
} from './report/index.ts';
export {
  runPlaybooks,
  type Reporter,
  type RunEvent,
  type RunInput,
  type RunSummary,
} from './run/index.ts';
