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
import { streamWrite } from './stream-write.ts';
import { talk } from './talk/index.ts';

type PartStep = Extract<CompiledStep, { readonly as: 'part' }>;

interface Group {
  readonly steps: Step[];
  /** Empty for a step that goes by itself. */
  readonly parts: PartStep[];
  readonly as: CompiledStep['as'];
}

function groupSteps(core: SessionCore, steps: readonly Step[]): readonly Group[] {
  const groups: Group[] = [];
  for (const step of steps) {
    const compiled = compileStep(step, core.makeNonce());
    const last = groups.at(-1);
    if (compiled.as === 'part' && last?.as === 'part') {
      last.steps.push(step);
      last.parts.push(compiled);
    } else {
      const parts = compiled.as === 'part' ? [compiled] : [];
      groups.push({ steps: [step], parts, as: compiled.as });
    }
  }
  return groups;
}

/** Passes output on as text; a character cut in two by the network waits for its other half. */
function createOutputRelay(steps: readonly Step[], options: RunOptions): FrameRequest['onOutput'] {
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
function createTimer(core: SessionCore, steps: readonly Step[], expired: Set<Step>) {
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
  group: Group,
  result: FrameResult,
  expired: ReadonlySet<Step>,
): readonly StepOutcome[] {
  let isDead = result.outcome !== 'ended';
  return group.steps.map((step, index) => {
    const part = result.parts[index];
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
}

async function runGroup(
  core: SessionCore,
  group: Group,
  options: RunOptions,
): Promise<readonly StepOutcome[]> {
  const expired = new Set<Step>();
  const timer = createTimer(core, group.steps, expired);
  const relay = createOutputRelay(group.steps, options);
  try {
    const result = await core.exchange(
      {
        parts: () => group.parts.map(({ part }) => part),
        libraries: new Map(group.parts.flatMap(({ libraries }) => [...libraries])),
        onPart: timer.begin,
        onProgress: (index, done, total) => {
          const step = group.steps[index];
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
  for (const group of groupSteps(core, steps)) {
    const hasFailed = outcomes.some((outcome) => outcome.status === 'failed');
    if (hasFailed) outcomes.push(...group.steps.map((step) => toNotRun(step, core.now())));
    else if (group.as === 'part') outcomes.push(...(await runGroup(core, group, options)));
    else for (const step of group.steps) outcomes.push(await runAlone(core, step, options));
  }
  return outcomes;
}
