/**
 * `async`: tasks that go on in the background of their host. With `poll` the run looks after them;
 * without, `async_status` does, in this run or a later one. A class because it lives with the run.
 */
import { TaskFailure, type Step, type StepOutcome } from '../host/index.ts';
import type { Applied } from './apply.ts';
import type { RunInput, Session, StepListener } from './contract.ts';
import type { TaskResult } from './events.ts';
import { cleanStep, lookStep, readJob, startStep, type JobState } from './job-scripts.ts';
import { withReturns } from './judge.ts';
import { failedResult, okResult } from './results.ts';
import { toResult } from './to-result.ts';

/** Turns outcomes into what the module makes of them. */
export type Finish = (outcomes: readonly StepOutcome[]) => Applied;

/** A job whose task is still known to this run. */
interface Known {
  readonly step: Step;
  readonly startedAt: number;
  readonly finish: Finish;
}

const LISTENER: StepListener = { onOutput: () => undefined, onProgress: () => undefined };

/** The jobs of a run. */
export class JobBook {
  readonly #known = new Map<string, Known>();

  remember(jobId: string, known: Known): void {
    this.#known.set(jobId, known);
  }

  find(jobId: string): Known | undefined {
    return this.#known.get(jobId);
  }
}

/** What a task says about running in the background. */
export interface JobRequest {
  readonly seconds: number;
  /** 0: nobody waits. */
  readonly pollSeconds: number;
  readonly host: string;
  readonly session: Session;
  readonly input: RunInput;
}

/**
 * Runs a plan's steps as a job. What is no single command is run at once and counts as finished.
 * @throws TaskFailure when the job cannot be started, or is not done in time
 */
export async function runJob(
  steps: readonly Step[],
  request: JobRequest,
  finish: Finish,
): Promise<Applied> {
  const { session, input } = request;
  const [step] = steps;
  const jobId = input.newJobId();
  if (step?.do !== 'run' || steps.length > 1) {
    return told(finish(await session.run(steps, LISTENER)), jobId, '');
  }
  const startedAt = input.now();
  const [started] = await session.run([startStep(step, jobId, request.seconds)], LISTENER);
  if (started?.status !== 'done') {
    throw new TaskFailure(`could not start the job: ${started?.stderr.trim() ?? ''}`);
  }
  const path = `${started.stdout}/${jobId}`;
  input.jobs.remember(jobId, { step, startedAt, finish });
  if (request.pollSeconds > 0) return poll(jobId, path, request);
  const returns = { ansible_job_id: jobId, finished: 0, results_file: path, started: 1 };
  return { result: okResult(true, returns), effects: [] };
}

async function look(jobId: string, session: Session): Promise<JobState> {
  const [outcome] = await session.run([lookStep(jobId)], LISTENER);
  return readJob(outcome, jobId);
}

async function poll(jobId: string, path: string, request: JobRequest): Promise<Applied> {
  const { session, input, host, seconds, pollSeconds } = request;
  const tell = (word: string, more: string): void => {
    input.emit({
      type: 'note',
      message: `ASYNC ${word} on ${host}: jid=${jobId}${more}`,
      verbosity: 0,
    });
  };
  for (let left = seconds; left > 0; left -= pollSeconds) {
    await input.sleep(pollSeconds);
    const state = await look(jobId, session);
    if (state.rc !== undefined && !state.isOverdue) {
      const applied = told(finishJob(jobId, state, input), jobId, path);
      await session.run([cleanStep(jobId)], LISTENER);
      tell(applied.result.status === 'failed' ? 'FAILED' : 'OK', '');
      return applied;
    }
    tell('POLL', ' started=1 finished=0');
  }
  tell('FAILED', '');
  throw new TaskFailure(
    `async task did not complete within the requested time - ${String(seconds)}s`,
    { async_result: { ansible_job_id: jobId, finished: 0, results_file: path, started: 1 } },
  );
}

/** What the module makes of a finished job; without the module just what the command left. */
function finishJob(jobId: string, state: JobState, input: RunInput): Applied {
  const known = input.jobs.find(jobId);
  const { rc = 0, stdout, stderr } = state;
  if (known === undefined) return { result: plainResult(rc, stdout, stderr), effects: [] };
  const outcome: StepOutcome = {
    ...{ step: known.step, rc, stdout, stderr },
    status: rc === 0 || acceptsAny(known.step) ? 'done' : 'failed',
    ...{ startedAt: known.startedAt, endedAt: input.now() },
  };
  try {
    return known.finish([outcome]);
  } catch (error) {
    return { result: toResult(error), effects: [] };
  }
}

function acceptsAny(step: Step): boolean {
  return step.do === 'run' && step.accepts === 'any';
}

function plainResult(rc: number, stdout: string, stderr: string): TaskResult {
  const returns = { rc, stdout: stdout.replace(/\n$/, ''), stderr: stderr.replace(/\n$/, '') };
  if (rc === 0) return okResult(true, returns);
  return failedResult('non-zero return code', { ...returns, changed: true });
}

function told(applied: Applied, jobId: string, path: string): Applied {
  const keys = { ansible_job_id: jobId, finished: 1, results_file: path, started: 1 };
  return { ...applied, result: withReturns(applied.result, keys) };
}

/** `async_status`: how a job is doing, or `mode: cleanup`. */
export async function jobStatus(
  jobId: string,
  mode: string,
  session: Session,
  input: RunInput,
): Promise<Applied> {
  const state = await look(jobId, session);
  const common = { ansible_job_id: jobId, results_file: state.path, started: 1 };
  const base = { ...common, stdout: '', stdout_lines: [], stderr: '', stderr_lines: [] };
  if (!state.isKnown) {
    const returns = { ...base, finished: 1 };
    return { result: failedResult('could not find job', returns), effects: [] };
  }
  if (mode === 'cleanup') {
    await session.run([cleanStep(jobId)], LISTENER);
    return { result: okResult(false, { ...base, erased: state.path, finished: 0 }), effects: [] };
  }
  if (state.isOverdue) {
    const failed = failedResult('the job was killed: its time was over', { ...base, finished: 1 });
    return { result: failed, effects: [] };
  }
  if (state.rc === undefined) {
    return { result: okResult(false, { ...base, finished: 0 }), effects: [] };
  }
  return told(finishJob(jobId, state, input), jobId, state.path);
}
