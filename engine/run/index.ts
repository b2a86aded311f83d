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
export { CustomStats } from './custom-stats.ts';
export { UserQuit } from './debugger.ts';
export { JobBook } from './jobs.ts';
export { loadVarsFilesOf } from './play-setup.ts';
export { runPlaybooks } from './run.ts';
export { Stepper } from './stepper.ts';
export type {
  ActionSource,
  ConnectionDefaults,
  ControllerRequest,
  HostSource,
  PauseAnswer,
  RunInput,
  RunSettings,
  Session,
  SessionSource,
  StepListener,
} from './contract.ts';
