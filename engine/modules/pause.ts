/** pause: waits for some time, or for the user, once for all hosts. */
import { Float } from '../base/index.ts';
import { describeTime } from './_shared/time-text.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import { defineControl, type PauseEnd } from './contract.ts';

const NOTE = "(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)";

/** The time of day here, as Python prints it. */
function describeLocalTime(milliseconds: number): string {
  const minutesBehind = new Date(milliseconds).getTimezoneOffset();
  return describeTime(milliseconds - minutesBehind * 60_000);
}

/** Two digits behind the point. */
function round(value: number): Float {
  return new Float(Math.round(value * 100) / 100);
}

function describeDuration({ startedAt, endedAt }: PauseEnd, isInSeconds: boolean): string {
  const seconds = (endedAt - startedAt) / 1000;
  const { value } = round(isInSeconds ? seconds : seconds / 60);
  const number = Number.isInteger(value) ? value.toFixed(1) : String(value);
  return `Paused for ${number} ${isInSeconds ? 'seconds' : 'minutes'}`;
}

export default defineControl({
  name: 'pause',
  collection: 'ansible.builtin',
  summary: 'Waits for some time, or until the user presses Enter.',
  notes: [
    'Acts once for all hosts, and the first one has the result.',
    'Nobody at a terminal: a pause without a time ends at once, with a warning.',
  ],
  params: {
    properties: {
      echo: { type: 'boolean', default: true, description: 'Show what the user types.' },
      minutes: { type: 'integer', 'x-coerce': 'whole', description: 'How long.' },
      seconds: {
        type: 'integer',
        'x-coerce': 'whole',
        description: 'How long; less than 1 is 1, and a fraction is dropped.',
      },
      prompt: { type: 'string', description: 'What to ask instead of the usual line.' },
    },
    rules: [mutuallyExclusive('minutes', 'seconds')],
  },
  returns: {
    user_input: { type: 'string', description: 'What the user typed.' },
    start: { type: 'string', description: 'When it began.' },
    stop: { type: 'string', description: 'When it ended.' },
    delta: { type: 'integer', description: 'Whole seconds of it.' },
    stdout: { type: 'string', description: 'How long it took, in words.' },
    stderr: { type: 'string', description: 'Always empty.' },
    rc: { type: 'integer', description: 'Always 0.' },
    echo: { type: 'boolean', description: 'The parameter.' },
  },
  examples: [
    '- pause:\n    seconds: 10\n',
    '- pause:\n    prompt: Press Enter when the disk is in\n',
  ],
  isOncePerGroup: true,
  decide({ minutes, seconds, prompt, echo }, scope) {
    const hidden = echo ? '' : ' (output is hidden)';
    const wait = minutes === undefined ? seconds : minutes * 60;
    const length = wait === undefined ? undefined : Math.max(1, wait);
    const hasPrompt = prompt !== undefined && prompt !== '';
    const asked = hasPrompt ? prompt : 'Press enter to continue, Ctrl+C to interrupt';
    const question = `[${scope.taskTitle.trim()}]\n${asked}${hidden}:`;
    const lines =
      length === undefined
        ? [question]
        : [
            `Pausing for ${String(length)} seconds${hidden}`,
            NOTE,
            ...(hasPrompt ? [question] : []),
          ];
    return { returns: {}, pause: { seconds: length, lines, isEchoed: echo } };
  },
  settle({ seconds, minutes, echo }, end) {
    return {
      rc: 0,
      stderr: '',
      stdout: describeDuration(end, minutes === undefined && seconds !== undefined),
      start: describeLocalTime(end.startedAt),
      stop: describeLocalTime(end.endedAt),
      delta: Math.floor((end.endedAt - end.startedAt) / 1000),
      echo,
      user_input: end.userInput,
    };
  },
});
