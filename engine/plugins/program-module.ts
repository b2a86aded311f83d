/**
 * Modules in any language: programs that are sent to the host, run there with a file of arguments,
 * and answer with JSON on standard output. Source: Ansible 2.14, «Ansible module architecture»:
 * binary modules and those that say WANT_JSON get JSON, old-style ones `key=value` words.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { toValue, type Plain, type Value } from '../base/index.ts';
import { TaskFailure, type Probe, type Step, type StepOutcome } from '../host/index.ts';
import type { AnyModule, ControllerReader, Plan, Settled } from '../modules/index.ts';
import { defineModule } from '../modules/index.ts';
import { renderPythonJson } from '../report/index.ts';
import { quote, rawSh, sh } from '../shell/index.ts';

/** How a program takes its arguments. */
type ProgramKind = 'json' | 'words' | 'needs-ansible';

interface Program {
  readonly name: string;
  readonly path: string;
  readonly kind: ProgramKind;
  /** True when the host's Python must run it. */
  readonly isPython: boolean;
  readonly size: number;
}

const HEAD_BYTES = 1024 * 1024;

function readHead(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    return bytes.subarray(0, readSync(file, bytes, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

const NEEDS_ANSIBLE = /ansible\.module_utils|<<INCLUDE_ANSIBLE_MODULE_COMMON>>|AnsibleModule\(/;

function kindOf(head: Buffer): ProgramKind {
  if (head.includes(0)) return 'json';
  const text = head.toString('utf8');
  if (NEEDS_ANSIBLE.test(text)) return 'needs-ansible';
  return text.includes('WANT_JSON') ? 'json' : 'words';
}

function readProgram(name: string, path: string): Program {
  const head = readHead(path);
  const [shebang = ''] = head.subarray(0, 256).toString('latin1').split('\n');
  const isPython = path.endsWith('.py') || /^#!.*python/.test(shebang);
  return { name, path, kind: kindOf(head), isPython, size: readFileSync(path).length };
}

interface ProgramState {
  readonly folder: string;
  readonly args: Readonly<Record<string, Plain>>;
}

const temporaryFolder: Probe<string> = {
  name: 'temporary folder',
  script: rawSh('printf %s "${TMPDIR:-/tmp}"'),
  parse: ({ stdout }) => (stdout === '' ? '/tmp' : stdout),
};

/** What Ansible tells every module besides its arguments. */
function ownArguments({ name }: Program, controller: ControllerReader): Record<string, Plain> {
  return {
    _ansible_check_mode: controller.isCheckMode,
    _ansible_diff: controller.isDiffMode,
    _ansible_module_name: name,
    _ansible_no_log: false,
    _ansible_verbosity: 0,
  };
}

/** Text of a value in `key=value` words: what Python's str() gives. */
function toWord(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === true) return 'True';
  if (value === false) return 'False';
  return value === null ? 'None' : renderPythonJson(value);
}

function renderArguments({ kind }: Program, args: ProgramState['args']): string {
  if (kind === 'json') return renderPythonJson(args);
  return Object.entries(args)
    .map(([name, value]) => `${name}=${quote(toWord(toValue(value)))} `)
    .join('');
}

const NO_PYTHON = 'kplay-no-python';

function planProgram(program: Program, { folder, args }: ProgramState): Plan<Returns> {
  const [file, input] = [`${folder}/${program.name}`, `${folder}/args`];
  const direct = sh`exec ${file} ${input}`;
  const python = sh`for python in /usr/bin/python3 "$(command -v python3)" "$(command -v python)"; do
  if [ -x "$python" ]; then exec "$python" ${file} ${input}; fi
done
echo ${NO_PYTHON} >&2
exit 127`;
  const steps: readonly Step[] = [
    { do: 'mkdir', title: `make ${folder}`, path: folder, attributes: { mode: '0700' } },
    {
      do: 'write',
      title: `send ${program.name}`,
      path: file,
      content: { from: 'file', path: program.path, size: program.size },
      attributes: { mode: '0700' },
    },
    {
      do: 'write',
      title: 'send its arguments',
      path: input,
      content: { from: 'text', text: renderArguments(program, args) },
      attributes: { mode: '0600' },
      isSecret: true,
    },
    {
      do: 'run',
      title: `run ${program.name}`,
      script: program.isPython ? python : direct,
      accepts: 'any',
    },
    { do: 'remove', title: `remove ${folder}`, path: folder, housekeeping: true },
  ];
  return { certainty: 'unknown', changes: [], steps, returns: {} };
}

interface Returns {
  readonly [key: string]: Plain;
}

function isRecord(value: unknown): value is Readonly<Record<string, Plain>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the object a module printed; lines around it (a login banner) are left out. */
function readAnswer(stdout: string): Readonly<Record<string, Plain>> | undefined {
  const [start, end] = [stdout.indexOf('{'), stdout.lastIndexOf('}')];
  if (start === -1 || end < start) return undefined;
  try {
    const answer: unknown = JSON.parse(stdout.slice(start, end + 1));
    return isRecord(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** What stands behind the object may say that something went wrong; Ansible tells it too. */
function warningsOf(stdout: string): readonly string[] {
  const junk = stdout.slice(stdout.lastIndexOf('}') + 1).trim();
  return junk === '' ? [] : [`Module invocation had junk after the JSON data: ${junk}`];
}

function settleProgram({ path }: Program, outcome: StepOutcome): Settled<Returns> {
  const { stdout, stderr, rc } = outcome;
  if (stderr.trim() === NO_PYTHON) {
    throw new TaskFailure(
      `the module ${path} is written in Python, and the host has none: install python3 there, or write the module in JavaScript (README, «Your own module»)`,
    );
  }
  const answer = readAnswer(stdout);
  if (answer === undefined) {
    throw new TaskFailure('MODULE FAILURE\nSee stdout/stderr for the exact error', {
      module_stdout: stdout,
      module_stderr: stderr,
      rc,
    });
  }
  const { changed, failed, ansible_facts: facts, ...rest } = answer;
  if (failed === true || (failed === undefined && rc !== 0)) {
    const { msg, ...more } = rest;
    const message = typeof msg === 'string' ? msg : 'the module failed';
    throw new TaskFailure(message, { ...more, ...(changed === undefined ? {} : { changed }) });
  }
  const effects = isRecord(facts) ? [{ set: 'facts', facts } as const] : [];
  const returns = facts === undefined ? rest : { ...rest, ansible_facts: facts };
  return { returns, isChanged: changed === true, effects, warnings: warningsOf(stdout) };
}

/**
 * Makes a module of a program.
 * @param path an existing file
 */
export function makeProgramModule(name: string, path: string): AnyModule {
  const program = readProgram(name, path);
  return defineModule({
    name,
    collection: 'ansible.builtin',
    summary: 'Runs a program of your own on the host.',
    params: { properties: {}, openEnded: true },
    returns: {},
    examples: [],
    async inspect(params, host, controller): Promise<ProgramState> {
      if (program.kind === 'needs-ansible') {
        throw new TaskFailure(
          `the module ${path} needs Ansible's own Python (ansible.module_utils), which kplay does not send: let it read its arguments itself (WANT_JSON), or write it in JavaScript (README, «Your own module»)`,
        );
      }
      const place = await host.ask(temporaryFolder);
      const mark = controller.digest(`${path} ${String(controller.now())}`, 'sha1').slice(0, 16);
      const args = { ...params.rest, ...ownArguments(program, controller) };
      return { folder: `${place}/.kplay-${mark}`, args };
    },
    plan: (_params, state: ProgramState) => planProgram(program, state),
    settle(_params, plan, outcomes) {
      const ran = outcomes.find(({ step }) => step.do === 'run');
      return ran === undefined ? { returns: plan.returns } : settleProgram(program, ran);
    },
  });
}
