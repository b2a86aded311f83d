/** locale_gen: locales of Debian and Ubuntu, by their lists and locale-gen. */
import { TaskFailure, type Probe, type Step, type StepOutcome } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { decodeBase64, decodeText } from './_shared/file-text.ts';
import { planConfig } from './_shared/config-file.ts';
import { readLines } from './_shared/file-text.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { callTool, saidBy, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const LOCALE_GEN: Tool = { name: 'locale-gen', package: 'locales' };
const GEN = '/etc/locale.gen';
const LOCAL = '/var/lib/locales/supported.d/local';

interface LocaleState {
  /** Ubuntu's older way: locale-gen takes the names, and keeps them in a list of its own. */
  readonly isUbuntu: boolean;
  readonly list: string | undefined;
  readonly supported: string;
  /** What `locale -a` says. */
  readonly present: readonly string[];
}

function localeState(): Probe<LocaleState> {
  return {
    name: 'locales',
    script: sh`p=${GEN}
if [ -d /var/lib/locales/supported.d ]; then echo ubuntu; p=${LOCAL}; else echo debian; fi
if [ -e "$p" ]; then echo there; else echo missing; fi
base64 <"$p" 2>/dev/null | tr -d '\n'; echo
base64 </usr/share/i18n/SUPPORTED 2>/dev/null | tr -d '\n'; echo
locale -a 2>/dev/null; true`,
    parse({ stdout }) {
      const [kind, there, list = '', supported = '', ...present] = stdout.split('\n');
      const decode = (text: string): string => decodeText(decodeBase64(text));
      return {
        isUbuntu: kind === 'ubuntu',
        list: there === 'there' ? decode(list) : undefined,
        supported: decode(supported),
        present: present.filter((name) => name !== ''),
      };
    },
  };
}

/** `locale -a` writes codesets in small letters without dashes: `de_DE.utf8`. */
function normalize(name: string): string {
  const [head = '', codeset, modifier] =
    /^([^.@]*)(?:\.([^@]*))?(@.*)?$/.exec(name)?.slice(1) ?? [];
  const set = codeset === undefined ? '' : `.${codeset.toLowerCase().replaceAll(/[-_]/g, '')}`;
  return `${head}${set}${modifier ?? ''}`;
}

/** The locale that a line of a list names, whether it is commented out or not. */
function localeOf(line: string): string | undefined {
  return /^#?\s*(\S+[._@\S]*) \S+\s*$/.exec(line)?.[1];
}

function edit(text: string, name: string, isPresent: boolean, isUbuntu: boolean): string {
  if (isUbuntu)
    return readLines(text)
      .filter((line) => localeOf(line) !== name)
      .join('');
  return readLines(text)
    .map((line) => {
      if (localeOf(line) !== name) return line;
      const bare = line.replace(/^#?\s*/, '');
      return isPresent ? bare : line.startsWith('#') ? line : `# ${bare}`;
    })
    .join('');
}

/** @throws TaskFailure when the host's lists do not know the locale */
function checkName(name: string, { isUbuntu, list, supported }: LocaleState): void {
  if (list === undefined && !isUbuntu) {
    throw new TaskFailure(
      '/etc/locale.gen and /var/lib/locales/supported.d/local are missing. Is the package "locales" installed?',
    );
  }
  const known = readLines(isUbuntu ? supported : (list ?? ''));
  if (known.some((line) => localeOf(line) === name)) return;
  throw new TaskFailure("The locale you've entered is not available on your system.");
}

function describeFailure(outcome: StepOutcome): string {
  return outcome.message ?? saidBy(outcome).trim();
}

export default defineModule({
  name: 'locale_gen',
  collection: 'community.general',
  summary: 'Creates or removes locales.',
  notes: ['Needs the package `locales`.'],
  params: {
    properties: {
      name: { type: 'string', description: 'The locale: `en_GB.UTF-8`.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether it should be there.',
      },
    },
    required: ['name'],
  },
  returns: {
    name: { type: 'string', description: 'The locale.' },
    msg: { type: 'string', description: 'OK.' },
  },
  examples: ['- locale_gen:\n    name: de_CH.UTF-8\n'],
  inspect: (_params, host) => host.ask(localeState()),
  plan({ name, state }, found): Plan<Readonly<Record<string, string>>> {
    checkName(name, found);
    const isPresent = state === 'present';
    const isThere = found.present.some((known) => normalize(known) === normalize(name));
    const returns = { name, msg: 'OK' };
    if (isThere === isPresent) return { changes: [], steps: [], returns };
    const path = found.isUbuntu ? LOCAL : GEN;
    const isNamed = found.isUbuntu && isPresent;
    const words = isNamed ? [name] : found.isUbuntu ? ['--purge'] : [];
    const generate: Step = callTool(LOCALE_GEN, 'generate locales', sh`locale-gen ${words}`);
    const text = found.list ?? '';
    const written = isNamed
      ? []
      : planConfig({ path, text }, edit(text, name, isPresent, found.isUbuntu)).steps;
    const [before, after] = isPresent ? ['absent', 'present'] : ['present', 'absent'];
    return {
      changes: [{ what: `locale ${name}`, before, after }],
      steps: [...written, generate],
      returns,
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure);
    return { returns: plan.returns };
  },
});
