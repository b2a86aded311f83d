/** deb822_repository: APT repositories in deb822 form, each a file of its own, with their keys. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type HostReader, type Step } from '../host/index.ts';
import { configFile, planConfig, type ConfigFile, type ConfigPlan } from './_shared/config-file.ts';
import { fetchBytes } from './_shared/fetch-bytes.ts';
import { decodeText, fileBase64, toContent, encodeBase64 } from './_shared/file-text.ts';
import { settleWrite } from './_shared/outcome.ts';
import { pathState, type PathState } from './_shared/path-state.ts';
import { planAttributes } from './_shared/plan-attributes.ts';
import { toAttributesStep } from './_shared/write-file.ts';
import { sourcesParams } from './_shared/deb822-params.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

const KEYRINGS = '/etc/apt/keyrings';

type Field = string | number | boolean | readonly string[];

/** A key that was fetched, and what stands in its place. */
interface Key {
  readonly path: string;
  readonly text: string;
  readonly old: string | undefined;
}

interface Deb822State {
  readonly file: ConfigFile;
  readonly path: PathState;
  readonly keys: readonly Key[];
  /** Keys that a removal takes along. */
  readonly oldKeys: readonly string[];
}

/** A name as part of a file's name. */
function toSlug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_\s-]/g, '')
    .replaceAll(/[_\s]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

const SPECIAL_FIELDS: Readonly<Record<string, string>> = { name: 'X-Repolib-Name', uris: 'URIs' };

/** `signed_by` is written `Signed-By`. */
function toFieldName(param: string): string {
  const own = SPECIAL_FIELDS[param];
  if (own !== undefined) return own;
  return param
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('-')
    .replace('Inrelease', 'InRelease')
    .replace('Pdiffs', 'PDiffs');
}

function toFieldText(value: Field): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return value.join(' ');
}

/** An armored key stands in the field itself: lines indented, empty ones as a dot. */
function toInlineKey(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => `    ${line.trim() === '' ? '.' : line.trim()}`);
  return `\n${lines.join('\n')}`;
}

function isUrl(text: string): boolean {
  return /^[a-z]+:\/\//.test(text);
}

function isInline(text: string): boolean {
  return text.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----');
}

/** Where the key goes; its ending says whether it is armored. */
function keyPath(slug: string, text: string): string {
  return `${KEYRINGS}/${slug}.${isInline(text) ? 'asc' : 'gpg'}`;
}

async function fetchKeys(
  slug: string,
  signedBy: readonly string[],
  host: HostReader,
): Promise<readonly Key[]> {
  const urls = [...new Set(signedBy.filter(isUrl))];
  return Promise.all(
    urls.map(async (url) => {
      const bytes = await host.ask(fetchBytes(url, `Could not fetch signed_by key: ${url}`));
      const text = decodeText(bytes);
      const path = keyPath(slug, text);
      const found = await host.ask(fileBase64(path));
      const old = typeof found === 'object' ? found.base64 : undefined;
      return { path, text, old };
    }),
  );
}

function toSignedBy(signedBy: readonly string[], keys: readonly Key[]): string {
  const inline = signedBy.find(isInline);
  if (inline !== undefined) return toInlineKey(inline);
  const paths = [...new Set(keys.map(({ path }) => path))];
  const named = signedBy
    .filter((text) => !isUrl(text))
    .map((text) => (/^[0-9A-Fa-f\s]+$/.test(text) ? text.replaceAll(/\s+/g, '') : text));
  return [...paths, ...named].join(' ');
}

interface Deb822Params extends Readonly<Record<string, Field | undefined>> {
  readonly name: string;
}

/** The stanza: fields in the order of the parameters' names. */
function renderStanza(params: Deb822Params, signedBy: string | undefined): string {
  const fields = Object.entries({ ...params, signed_by: signedBy })
    .filter(([name]) => !['state', 'mode', 'install_python_debian'].includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return fields
    .map(([name, value]) => {
      const text = toFieldText(value);
      return `${toFieldName(name)}:${text.startsWith('\n') ? '' : ' '}${text}\n`;
    })
    .join('');
}

function planKey({ path, text, old }: Key): {
  readonly change?: Change;
  readonly steps: readonly Step[];
} {
  const content = toContent(text);
  const bytes = content.from === 'bytes' ? content.bytes : new TextEncoder().encode(text);
  const base64 = encodeBase64(bytes);
  if (old === base64) return { steps: [] };
  return {
    change: { what: 'key', before: old === undefined ? 'absent' : 'other', after: path },
    steps: [
      { do: 'mkdir', title: `make ${KEYRINGS}`, path: KEYRINGS, attributes: { mode: '0755' } },
      { do: 'write', title: `write ${path}`, path, content, attributes: { mode: '0644' } },
    ],
  };
}

function planAbsent(
  dest: string,
  { file, oldKeys }: Deb822State,
): Plan<Readonly<Record<string, Plain>>> {
  const gone = [...(file.text === undefined ? [] : [dest]), ...oldKeys];
  return {
    changes: gone.map((what) => ({ what, before: 'present', after: 'absent' })),
    steps: gone.map((path): Step => ({ do: 'remove', title: `remove ${path}`, path })),
    returns: { repo: null, dest, key_filename: oldKeys[0] ?? null },
  };
}

/** The file: its text, or only its mode. */
function planFile(
  dest: string,
  text: string,
  mode: string,
  { file, path }: Deb822State,
): ConfigPlan {
  const written = planConfig(file, text, { mode });
  if (file.text === undefined || written.changes.length > 0) return written;
  const attributes = planAttributes({ mode }, path, path.target);
  const isDue = attributes.changes.length > 0;
  return {
    changes: attributes.changes,
    steps: isDue ? [toAttributesStep(dest, attributes)] : [],
  };
}

export default defineModule({
  name: 'deb822_repository',
  collection: 'ansible.builtin',
  summary: 'Adds and removes APT repositories in deb822 form.',
  notes: ['Works without python-debian. The index is refreshed by `apt: update_cache=true`.'],
  params: { properties: sourcesParams, required: ['name'] },
  returns: {
    repo: { type: 'string', description: "The file's text." },
    dest: { type: 'string', description: 'The file.' },
    key_filename: { type: 'string', description: 'The key that was fetched.' },
  },
  examples: [
    '- deb822_repository:\n    name: docker\n    uris: https://download.docker.com/linux/debian\n    suites: bookworm\n    components: stable\n    signed_by: https://download.docker.com/linux/debian/gpg\n',
    '- deb822_repository:\n    name: docker\n    state: absent\n',
  ],
  async inspect(params, host): Promise<Deb822State> {
    const slug = toSlug(params.name);
    if (slug === '')
      throw new TaskFailure(`\`${params.name}\` has no letter that a file's name can have`);
    const dest = `/etc/apt/sources.list.d/${slug}.sources`;
    const isPresent = params.state === 'present';
    const old = [`${KEYRINGS}/${slug}.asc`, `${KEYRINGS}/${slug}.gpg`];
    const [file, path, keys, ...states] = await Promise.all([
      host.ask(configFile(dest)),
      host.ask(pathState(dest, {})),
      isPresent ? fetchKeys(slug, params.signed_by ?? [], host) : [],
      ...(isPresent ? [] : old.map((key) => host.ask(pathState(key, {})))),
    ]);
    const oldKeys = old.filter((_key, index) => states[index]?.self !== undefined);
    return { file, path, keys, oldKeys };
  },
  plan(params, state): Plan<Readonly<Record<string, Plain>>> {
    const dest = `/etc/apt/sources.list.d/${toSlug(params.name)}.sources`;
    if (params.state === 'absent') return planAbsent(dest, state);
    const { signed_by: given, mode } = params;
    const signedBy = given === undefined ? undefined : toSignedBy(given, state.keys);
    const text = renderStanza({ ...params, signed_by: undefined }, signedBy);
    const keys = state.keys.map(planKey);
    const file = planFile(dest, text, mode, state);
    return {
      changes: [
        ...keys.flatMap(({ change }) => (change === undefined ? [] : [change])),
        ...file.changes,
      ],
      steps: [...keys.flatMap(({ steps }) => steps), ...file.steps],
      returns: { repo: text, dest, key_filename: state.keys[0]?.path ?? null },
    };
  },
  settle: (_params, plan, outcomes) => ({ returns: settleWrite(plan.returns, outcomes) }),
});
