/** The parameters of pip, and what follows from them alone. */
import { TaskFailure } from '../../host/index.ts';
import { mutuallyExclusive, requiredOneOf, type ParamsSchema } from '../../schema/index.ts';
import { splitWords } from '../../shell/index.ts';
import {
  joinNames,
  parseRequirement,
  withVersion,
  type PipRequirement,
} from './pip-requirement.ts';

/** As a playbook writes them. */
export const pipParams = {
  properties: {
    name: {
      type: 'array',
      items: { type: 'string', description: 'A name, `name>=1.4,<2`, an address or a path.' },
      description: 'What is installed.',
    },
    version: { type: 'string', description: 'The version of the one name: `1.4`, or `>=1.4,<2`.' },
    requirements: { type: 'string', description: 'A file of requirements on the host instead.' },
    state: {
      type: 'string',
      enum: ['absent', 'forcereinstall', 'latest', 'present'],
      default: 'present',
      description: 'Whether it is installed, and how new.',
    },
    virtualenv: {
      type: 'string',
      'x-coerce': 'path',
      description: 'A virtual environment to install into; made when it is not there.',
    },
    virtualenv_site_packages: {
      type: 'boolean',
      default: false,
      description: "A new environment sees the system's packages.",
    },
    virtualenv_command: {
      type: 'string',
      'x-coerce': 'path',
      default: 'virtualenv',
      description: 'What makes an environment: `python3 -m venv`, …',
    },
    virtualenv_python: {
      type: 'string',
      description: 'The Python of a new environment; only for `virtualenv`.',
    },
    extra_args: { type: 'string', description: 'Further arguments for pip.' },
    editable: {
      type: 'boolean',
      default: false,
      description: 'Install it as it is edited (`-e`).',
    },
    chdir: { type: 'string', 'x-coerce': 'path', description: 'The folder to run pip in.' },
    executable: {
      type: 'string',
      'x-coerce': 'path',
      description: "The pip; that of the host's python3, else `pip3`, when not given.",
    },
    umask: { type: 'string', description: 'The umask to install with, in octal.' },
  },
  rules: [
    requiredOneOf('name', 'requirements'),
    mutuallyExclusive('name', 'requirements'),
    mutuallyExclusive('executable', 'virtualenv'),
  ],
} as const satisfies ParamsSchema;

/** The parameters, read. */
export interface PipParams {
  readonly name?: readonly string[];
  readonly version?: string;
  readonly requirements?: string;
  readonly state: 'absent' | 'forcereinstall' | 'latest' | 'present';
  readonly virtualenv?: string;
  readonly virtualenv_site_packages: boolean;
  readonly virtualenv_command: string;
  readonly virtualenv_python?: string;
  readonly extra_args?: string;
  readonly editable: boolean;
  readonly chdir?: string;
  readonly executable?: string;
  readonly umask?: string;
}

/** @throws TaskFailure in Ansible's words when name and version do not go together */
export function toRequirements({ name = [], version }: PipParams): readonly PipRequirement[] {
  if (name.length === 0) return [];
  const all = joinNames(name).map(parseRequirement);
  const [first] = all;
  if (version === undefined || first === undefined) return all;
  if (all.length > 1) {
    throw new TaskFailure(
      "'version' argument is ambiguous when installing multiple package distributions. Please specify version restrictions next to each package in 'name' argument.",
    );
  }
  if (first.specifiers.length > 0) {
    throw new TaskFailure(
      "The 'version' argument conflicts with any version specifier provided along with a package name. Please keep the version specifier, but remove the 'version' argument.",
    );
  }
  return [withVersion(first, version)];
}

/** Splits words as a shell does. @throws TaskFailure when a quote is not closed */
export function readWords(text: string): readonly string[] {
  try {
    return splitWords(text);
  } catch (error) {
    throw new TaskFailure(error instanceof Error ? error.message : String(error));
  }
}

const COMMANDS = {
  present: ['install'],
  absent: ['uninstall', '-y'],
  latest: ['install', '-U'],
  forcereinstall: ['install', '-U', '--force-reinstall'],
} as const satisfies Readonly<Record<PipParams['state'], readonly string[]>>;

/** The words behind pip. */
export function toPipWords(
  params: PipParams,
  wanted: readonly PipRequirement[],
): readonly string[] {
  const { extra_args: extra = '', editable, requirements, state } = params;
  const words = readWords(extra);
  const isEdited = editable && !words.includes('-e');
  const what = wanted.length > 0 ? wanted.map(({ text }) => text) : ['-r', requirements ?? ''];
  return [...COMMANDS[state], ...words, ...(isEdited ? ['-e'] : []), ...what];
}

/** @throws TaskFailure for what cannot be done, before a host is asked */
export function refusePip({ state, version, umask }: PipParams): void {
  if (umask !== undefined && !/^0*[0-7]{1,4}$/.test(umask)) {
    throw new TaskFailure('umask must be an octal integer');
  }
  if (state === 'latest' && version !== undefined) {
    throw new TaskFailure('version is incompatible with state=latest');
  }
}
