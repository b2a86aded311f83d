/**
 * Does steps: neighbors that fit are sent as one frame, streams and conversations go by
 * themselves, and the first failure leaves the rest undone.
 */
import { StringDecoder } from 'node:string_decoder';
import type { Step, StepOutcome } from './contract.ts';
import { compileStep, readStepResult, toNotRun, type CompiledStep } from './compile-step.ts';
import { decodeOutput } from './compile-step.ts';
import type { RunOptions, SessionCore } from './session-contract.ts';
import type { FrameRequest, FrameResult } from './session-shell.ts';
import { compileBulk, countAlike } from './steps/bulk.ts';
import { countWindow, loadSmall } from './small-files.ts';
import { streamWrite } from './stream-write.ts';
import { talk } from './talk/index.ts';

type PartStep = Extract<CompiledStep, { readonly as: 'part' }>;

/** A part of a frame: one step, or many of a kind. */
interface Part {
  readonly steps: readonly Step[];
  readonly compiled: PartStep;
}

interface Group {
  /** Empty for a step that goes by itself. */
  readonly parts: Part[];
  readonly alone?: Step;
}

/** @param apart steps that could not be done with others */
function groupSteps(
  core: SessionCore,
  steps: readonly Step[],
  apart: ReadonlySet<Step>,
): readonly Group[] {
  const groups: Group[] = [];
  for (let rest = steps, step = rest[0]; step !== undefined; step = rest[0]) {
    const count = apart.has(step) ? 0 : countAlike(rest);
    const own = count > 0 ? rest.slice(0, count) : [step];
    const compiled: CompiledStep =
      count > 0
        ? { as: 'part', ...compileBulk(own, core.makeNonce()) }
        : compileStep(step, core.makeNonce());
    const last = groups.at(-1);
    if (compiled.as !== 'part') groups.push({ parts: [], alone: step });
    else if (last !== undefined && last.parts.length > 0) last.parts.push({ steps: own, compiled });
    else groups.push({ parts: [{ steps: own, compiled }] });
    rest = rest.slice(own.length);
  }
  return groups;
}

/** Passes output on as text; a character cut in two by the network waits for its other half. */
function createOutputRelay(
  steps: readonly (Step | undefined)[],
  options: RunOptions,
): FrameRequest['onOutput'] {
  const decoders = new Map<string, StringDecoder>();
  return (index, output, bytes) => {
    const step = steps[index];
    if (step === undefined || step.isSecret === true || options.onOutput === undefined) return;
    const key = `${index} ${output}`;
    const decoder = decoders.get(key) ?? new StringDecoder('utf8');
    decoders.set(key, decoder);
    const text = decoder.write(Buffer.from(bytes));
    if (text !== '') options.onOutput(step, output, text);
  };
}

/** Ends a part that takes longer than its step allows. */
function createTimer(core: SessionCore, steps: readonly (Step | undefined)[], expired: Set<Step>) {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin: (index: number): void => {
      clearTimeout(timer);
      const step = steps[index];
      if (step?.do !== 'run' || step.timeoutSeconds === undefined) return;
      timer = setTimeout(() => {
        expired.add(step);
        void core.killScript();
      }, step.timeoutSeconds * 1000);
    },
    stop: (): void => {
      clearTimeout(timer);
    },
  };
}

function toDied(core: SessionCore, step: Step, result: FrameResult): StepOutcome {
  const message =
    result.outcome === 'overflow'
      ? `The script printed more than ${core.maxOutputBytes} bytes and was ended`
      : 'The script ended the shell it ran in';
  const startedAt = result.parts.at(-1)?.endedAt ?? result.startedAt;
  return {
    step,
    status: 'failed',
    rc: 137,
    stdout: decodeOutput(result.unfinished.stdout),
    stderr: decodeOutput(result.unfinished.stderr),
    startedAt,
    endedAt: core.now(),
    message,
  };
}

function toOutcomes(
  core: SessionCore,
  { parts }: Group,
  result: FrameResult,
  expired: ReadonlySet<Step>,
): readonly StepOutcome[] {
  let isDead = result.outcome !== 'ended';
  return parts.flatMap(({ steps }, index) => {
    const part = result.parts[index];
    return steps.map((step) => {
      if (part !== undefined) {
        const outcome = readStepResult(step, part);
        if (!expired.has(step)) return outcome;
        const seconds = step.do === 'run' ? (step.timeoutSeconds ?? 0) : 0;
        return { ...outcome, status: 'failed', message: `Timed out after ${seconds} seconds` };
      }
      if (!isDead) return toNotRun(step, core.now());
      isDead = false;
      return toDied(core, step, result);
    });
  });
}

async function runParts(
  core: SessionCore,
  group: Group,
  options: RunOptions,
): Promise<readonly StepOutcome[]> {
  const expired = new Set<Step>();
  const { parts } = group;
  const steps = parts.map((part) => (part.steps.length === 1 ? part.steps[0] : undefined));
  const timer = createTimer(core, steps, expired);
  const relay = createOutputRelay(steps, options);
  try {
    const result = await core.exchange(
      {
        parts: () => parts.map(({ compiled }) => compiled.part),
        libraries: new Map(parts.flatMap(({ compiled }) => [...compiled.libraries])),
        onPart: timer.begin,
        onProgress: (index, done, total) => {
          const step = steps[index];
          if (step !== undefined) options.onProgress?.(step, done, total);
        },
        ...(relay === undefined ? {} : { onOutput: relay }),
      },
      options.signal,
    );
    return toOutcomes(core, group, result, expired);
  } finally {
    timer.stop();
  }
}

async function runAlone(core: SessionCore, step: Step, options: RunOptions): Promise<StepOutcome> {
  if (step.do === 'write') return streamWrite(core, step, options);
  if (step.do === 'talk') return talk(core, step, options);
  return toNotRun(step, core.now());
}

/** The steps of the first part of many that failed: what was wrong with which of them, nobody knows. */
function findUndone({ parts }: Group, outcomes: readonly StepOutcome[]): readonly Step[] {
  const failed = outcomes.find((outcome) => outcome.status === 'failed')?.step;
  const part = parts.find(({ steps }) => failed !== undefined && steps.includes(failed));
  return part === undefined || part.steps.length === 1 ? [] : part.steps;
}

/** Does some steps in order, up to the first that fails: as many outcomes as were begun. */
async function runWindow(
  core: SessionCore,
  steps: readonly Step[],
  options: RunOptions,
): Promise<readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  const apart = new Set<Step>();
  let groups = groupSteps(core, steps, apart);
  for (let group = groups[0]; group !== undefined; group = groups[0]) {
    const { alone } = group;
    const done =
      alone === undefined
        ? await runParts(core, group, options)
        : [await runAlone(core, alone, options)];
    const undone = findUndone(group, done);
    const [again] = undone;
    if (again !== undefined) {
      for (const step of undone) apart.add(step);
      outcomes.push(
        ...done.slice(
          0,
          done.findIndex(({ step }) => step === again),
        ),
      );
      groups = groupSteps(core, steps.slice(outcomes.length), apart);
      continue;
    }
    outcomes.push(...done);
    groups = groups.slice(1);
    if (done.some((outcome) => outcome.status === 'failed')) break;
  }
  return outcomes;
}

/**
 * Does steps in order.
 * @returns one outcome per step; those behind a failed one are `not-run`
 */
export async function runSteps(
  core: SessionCore,
  steps: readonly Step[],
  options: RunOptions,
): Promise<readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  while (outcomes.length < steps.length) {
    const rest = steps.slice(outcomes.length);
    const window = rest.slice(0, countWindow(rest));
    const loaded = window.map(loadSmall);
    const done = await runWindow(core, loaded, options);
    outcomes.push(
      ...done.map((outcome, index) => ({ ...outcome, step: window[index] ?? outcome.step })),
    );
    if (done.length < window.length || done.some(({ status }) => status !== 'done')) break;
  }
  const rest = steps.slice(outcomes.length);
  return [...outcomes, ...rest.map((step) => toNotRun(step, core.now()))];
}
