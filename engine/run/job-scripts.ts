/**
 * The sh of background jobs: a job survives its session in a group of its own, and leaves what it
 * did in files that only its user may read. Observed names: Ansible 2.14 keeps the same folder.
 */
import type { Step, StepOutcome } from '../host/index.ts';
import { rawSh, sh, type Sh } from '../shell/index.ts';

type RunStep = Extract<Step, { readonly do: 'run' }>;

/** What is known of a job on its host. */
export interface JobState {
  readonly isKnown: boolean;
  /** The file that stands for the job on its host. */
  readonly path: string;
  /** Missing while the job runs. */
  readonly rc: number | undefined;
  /** It was killed because its time was over. */
  readonly isOverdue: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const FOLDER = rawSh('d="${ANSIBLE_ASYNC_DIR:-$HOME/.ansible_async}"');

/** The runner reads nothing from us: everything it needs lies beside it. */
const RUNNER = `cd "$1" || exit
j=$2; limit=$3; shell=$4
"$shell" "$j.sh" <"$j.in" >"$j.out" 2>"$j.err" &
p=$!
( sleep "$limit"; echo overdue >"$j.rc"; kill -9 -$$ ) >/dev/null 2>&1 </dev/null &
w=$!
wait "$p"; rc=$?
kill "$w" 2>/dev/null
echo "$rc" >"$j.rc.new" && mv "$j.rc.new" "$j.rc"
`;

/** Makes the step that starts a job and gives its folder on stdout. */
export function startStep(step: RunStep, jobId: string, seconds: number): RunStep {
  const shell = step.executable ?? '/bin/sh';
  const script = sh`${FOLDER}
umask 077; mkdir -p "$d" || exit
cat >"$d/"${`${jobId}.in`}
printf %s ${step.script.sh} >"$d/"${`${jobId}.sh`}
printf %s ${RUNNER} >"$d/"${`${jobId}.run`}
: >"$d/"${jobId}
if command -v setsid >/dev/null; then s=setsid; else s=; fi
$s sh "$d/"${`${jobId}.run`} "$d" ${jobId} ${String(seconds)} ${shell} </dev/null >/dev/null 2>&1 &
printf %s "$d"`;
  const { cwd, env, stdin } = step;
  return {
    ...{ do: 'run', title: `start ${step.title}`, script, stdin: stdin ?? '' },
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(step.isSecret === undefined ? {} : { isSecret: step.isSecret }),
  };
}

function markOf(jobId: string, part: string): string {
  return `--${jobId}-${part}--`;
}

/** Makes the step that asks after a job. */
export function lookStep(jobId: string): RunStep {
  const script = sh`${FOLDER}
printf '%s\n' "$d"
cd "$d" 2>/dev/null && [ -e ${jobId} ] || exit 3
if [ -e ${`${jobId}.rc`} ]; then cat ${`${jobId}.rc`}; else echo running; fi
printf '%s\n' ${markOf(jobId, 'out')}
cat ${`${jobId}.out`} 2>/dev/null
printf '\n%s\n' ${markOf(jobId, 'err')}
cat ${`${jobId}.err`} 2>/dev/null
:`;
  return { do: 'run', title: `look after job ${jobId}`, script, accepts: [0, 3] };
}

/** Makes the step that removes a job's files. */
export function cleanStep(jobId: string): RunStep {
  const files: Sh = sh`${jobId} ${['in', 'sh', 'run', 'out', 'err', 'rc'].map((end) => `${jobId}.${end}`)}`;
  return {
    do: 'run',
    title: `clean up behind job ${jobId}`,
    script: sh`${FOLDER}
cd "$d" 2>/dev/null && rm -f -- ${files}
:`,
  };
}

/** Reads what `lookStep` found. */
export function readJob(outcome: StepOutcome | undefined, jobId: string): JobState {
  const [folder = ''] = (outcome?.stdout ?? '').split('\n');
  const path = `${folder}/${jobId}`;
  const none = { isOverdue: false, rc: undefined, stdout: '', stderr: '', path };
  if (outcome?.rc !== 0) return { ...none, isKnown: false };
  const [head = '', rest = ''] = outcome.stdout.split(`${markOf(jobId, 'out')}\n`);
  const [stdout = '', stderr = ''] = rest.split(`\n${markOf(jobId, 'err')}\n`);
  const word = head.slice(folder.length).trim();
  if (word === 'running') return { ...none, isKnown: true };
  const isOverdue = word === 'overdue';
  return { isKnown: true, path, isOverdue, rc: isOverdue ? 137 : Number(word), stdout, stderr };
}
