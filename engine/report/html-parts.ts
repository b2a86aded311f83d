/** What the parts of the page about a run have in common. */
import type { TaskInfo, TaskResult } from '../run/index.ts';

/** One task on one host. */
export interface Stay {
  readonly host: string;
  readonly task: TaskInfo;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly result: TaskResult;
}

/** How long something took, for people. */
export function describeSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** Writes texts into the page: masked first, since what is escaped could not be found. */
export type Write = (text: string) => string;
