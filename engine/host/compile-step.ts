/**
 * Turns a step into the part of a frame that does it, and the part's result into an outcome.
 * Steps that cannot travel in a frame (streams, conversations) are told apart here.
 */
import type { FramePart } from '../shell/index.ts';
import type { Step, StepOutcome } from './contract.ts';
import { describeMissingTool } from './missing-tool.ts';
import type { PartResult } from './session-shell.ts';
import {
  compileAttributes,
  compileLink,
  compileMkdir,
  compileRemove,
  compileTouch,
} from './steps/files.ts';
import { compileRun } from './steps/run.ts';
import { compileWrite, readWriteReply, streamSource } from './steps/write.ts';

/** What a step becomes. `streamed` and `talk` steps get a channel or a conversation of their own. */
export type CompiledStep =
  | {
      readonly as: 'part';
      readonly part: FramePart;
      readonly libraries: ReadonlyMap<string, string>;
    }
  | { readonly as: 'stream' }
  | { readonly as: 'talk' };

/**
 * Compiles one step.
 * @param label letters and digits, new for each step: part of temporary names
 * @throws TaskFailure when the step cannot be said in sh (a NUL in a path)
 */
export function compileStep(step: Step, label: string): CompiledStep {
  switch (step.do) {
    case 'write':
      return streamSource(step.content) === undefined
        ? { as: 'part', ...compileWrite(step, label) }
        : { as: 'stream' };
    case 'mkdir':
      return { as: 'part', ...compileMkdir(step) };
    case 'remove':
      return { as: 'part', ...compileRemove(step) };
    case 'link':
      return { as: 'part', ...compileLink(step) };
    case 'attributes':
      return { as: 'part', ...compileAttributes(step) };
    case 'touch':
      return { as: 'part', ...compileTouch(step) };
    case 'run':
      return { as: 'part', ...compileRun(step) };
    case 'talk':
      return { as: 'talk' };
  }
}

/** Decodes output bytes as Python's `errors='replace'` would show them. */
export function decodeOutput(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Tells whether an exit code lets the following steps run. */
export function isAccepted(step: Step, rc: number): boolean {
  const accepts = step.do === 'run' ? (step.accepts ?? [0]) : [0];
  return accepts === 'any' || accepts.includes(rc);
}

/** Reads what a step's part left. */
export function readStepResult(step: Step, result: PartResult): StepOutcome {
  const raw = {
    step,
    status: isAccepted(step, result.rc) ? ('done' as const) : ('failed' as const),
    rc: result.rc,
    stdout: decodeOutput(result.stdout),
    stderr: decodeOutput(result.stderr),
    startedAt: result.startedAt,
    endedAt: result.endedAt,
  };
  if (step.do === 'write') return readWriteReply(raw);
  const message = step.do === 'run' ? undefined : describeMissingTool(raw.rc, raw.stderr);
  return message === undefined ? raw : { ...raw, message };
}

/** The outcome of a step that was never begun. */
export function toNotRun(step: Step, at: number): StepOutcome {
  return { step, status: 'not-run', rc: -1, stdout: '', stderr: '', startedAt: at, endedAt: at };
}
