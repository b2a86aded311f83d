/** apt_repository: lines of /etc/apt/sources.list and of the files below sources.list.d. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type Probe, type Step, type StepOutcome } from '../host/index.ts';
import { joinSh, sh } from '../shell/index.ts';
import { refreshParams } from './_shared/apt-params.ts';
import { DEFAULT_APT_OPTIONS, refreshApt, type RefreshParams } from './_shared/apt-command.ts';
import {
  addSource,
  removeSource,
  suggestFileName,
  toSourceLine,
  type SourcesFile,
} from './_shared/apt-sources.ts';
import { decodeBase64, decodeText, toContent } from './_shared/file-text.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

const PARTS = '/etc/apt/sources.list.d';

function sourcesFiles(): Probe<readonly SourcesFile[]> {
  return {
    name: 'apt-sources',
    script: sh`[ -d /etc/apt ] || { echo 'apt is not on the host' >&2; exit 3; }
for k in /etc/apt/sources.list ${PARTS}/*.list; do
  [ ! -f "$k" ] || printf '%s\t%s\n' "$k" "$(base64 <"$k" | tr -d '\n')"
done`,
    parse({ rc, stdout, stderr }) {
      if (rc !== 0) throw new TaskFailure(stderr.trim());
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [path = '', base64 = ''] = line.split('\t');
          return { path, text: decodeText(decodeBase64(base64)) };
        });
    },
  };
}

function describeChange(before: readonly SourcesFile[], { path, text }: SourcesFile): Change {
  const old = before.find((file) => file.path === path)?.text ?? '';
  return { what: 'sources', before: old, after: text, path };
}

function toStep(file: SourcesFile, mode: string | undefined): Step {
  const { path, text } = file;
  if (text === '') return { do: 'remove', title: `remove ${path}`, path };
  const attributes = { mode: mode ?? '0644' };
  return { do: 'write', title: `write ${path}`, path, content: toContent(text), attributes };
}

/** Puts the files back as they were and says why, when apt cannot use the new ones. */
function refreshOrRevert(
  params: RefreshParams,
  before: readonly SourcesFile[],
  written: readonly SourcesFile[],
): Step {
  const undo = written.map(({ path }) => {
    const old = before.find((file) => file.path === path);
    return old === undefined ? sh`rm -f -- ${path}` : sh`printf '%s' ${old.text} >${path}`;
  });
  return {
    do: 'run',
    title: 'update the package index',
    housekeeping: true,
    script: joinSh([
      sh`( ${refreshApt(DEFAULT_APT_OPTIONS, params)}
exit 0 ) && exit 0`,
      ...undo,
      sh`exit 1`,
    ]),
  };
}

function describeFailure({ step, stdout, stderr, message }: StepOutcome): string {
  if (message !== undefined) return message;
  const said = stderr.trim() || stdout.trim() || 'unknown reason';
  return step.do === 'run' ? `Failed to update apt cache: ${said}` : said;
}

export default defineModule({
  name: 'apt_repository',
  collection: 'ansible.builtin',
  summary: 'Adds and removes APT repositories.',
  notes: [
    'For keys use deb822_repository, apt_key, or get_url with `signed-by`.',
    'Sources in deb822 form (`*.sources`) are left alone: see deb822_repository.',
  ],
  params: {
    properties: {
      repo: { type: 'string', description: 'The line: `deb http://… suite component`.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether it should be there.',
      },
      mode: {
        type: 'string',
        'x-coerce': 'mode',
        description: 'Mode of a file that is written; `0644` when not given.',
      },
      update_cache: {
        type: 'boolean',
        default: true,
        'x-aliases': ['update-cache'],
        description: 'Run `apt-get update` when something changed; a failure undoes the change.',
      },
      ...refreshParams,
      validate_certs: {
        type: 'boolean',
        default: true,
        description: 'Accepted; it concerns PPAs only.',
      },
      filename: {
        type: 'string',
        description:
          'Name below sources.list.d, without `.list`; made of the address if not given.',
      },
      codename: { type: 'string', description: 'Accepted; it concerns PPAs only.' },
      install_python_apt: {
        type: 'boolean',
        default: true,
        description: 'Accepted; no Python is needed.',
      },
    },
    required: ['repo'],
  },
  returns: {
    repo: { type: 'string', description: 'The repository as it was given.' },
    state: { type: 'string', description: 'What was asked for.' },
  },
  examples: [
    '- apt_repository:\n    repo: deb [signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.com/linux/debian bookworm stable\n    filename: docker\n',
  ],
  async inspect({ repo }, host): Promise<readonly SourcesFile[]> {
    if (repo === '') throw new TaskFailure("Please set argument 'repo' to a non-empty value");
    if (repo.startsWith('ppa:')) {
      throw new TaskFailure(
        `\`${repo}\`: kplay does not look up PPAs; give the full line (deb https://ppa.launchpadcontent.net/OWNER/NAME/ubuntu CODENAME main) and its key with deb822_repository or apt_key`,
      );
    }
    return host.ask(sourcesFiles());
  },
  plan(params, files): Plan<Readonly<Record<string, Plain>>> {
    const { repo, state, filename, mode } = params;
    const source = toSourceLine(repo);
    if (source === undefined) throw new TaskFailure(`Invalid repository string: ${repo}`);
    const path = `${PARTS}/${suggestFileName(source, filename)}`;
    const written =
      state === 'present' ? addSource(files, source, path) : removeSource(files, source);
    const refresh = written.length > 0 && params.update_cache;
    return {
      changes: written.map((file) => describeChange(files, file)),
      steps: [
        ...written.map((file) => toStep(file, mode)),
        ...(refresh ? [refreshOrRevert(params, files, written)] : []),
      ],
      returns: { repo, state },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure);
    return { returns: plan.returns };
  },
});
