/** run: program, cursor, policy, visit, results. Handed its transports, modules and reporters. */
export type {
  DiffPart,
  HostStats,
  Reporter,
  RunEvent,
  RunSummary,
  TaskInfo,
  TaskResult,
} from './events.ts';
export { targetOfHost } from './connection.ts';
export { JobBook } from './jobs.ts';
export { runPlaybooks } from './run.ts';
export type {
  ActionSource,
  ConnectionDefaults,
  ControllerRequest,
  HostSource,
  RunInput,
  RunSettings,
  Session,
  SessionSource,
  StepListener,
} from './contract.ts';
