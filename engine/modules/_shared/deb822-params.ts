/** The parameters of deb822_repository: the fields of sources.list(5) in deb822 form. */
import type { ParamSchema } from '../../schema/index.ts';

const word: ParamSchema & { readonly type: 'string' } = { type: 'string', description: 'One.' };

export const sourcesParams = {
  name: { type: 'string', description: 'Name of the repository, and of its file.' },
  allow_downgrade_to_insecure: { type: 'boolean', description: 'Go on if it loses its signature.' },
  allow_insecure: { type: 'boolean', description: 'Allow it without a signature.' },
  allow_weak: { type: 'boolean', description: 'Allow weak signatures.' },
  architectures: { type: 'array', items: word, description: 'Only these architectures.' },
  by_hash: { type: 'string', description: 'Whether files are fetched by hash: yes, no, force.' },
  check_date: { type: 'boolean', description: 'Whether its date must be believable.' },
  check_valid_until: { type: 'boolean', description: 'Whether it may be out of date.' },
  components: { type: 'array', items: word, description: 'The components: main, contrib, …' },
  date_max_future: { type: 'integer', description: 'Seconds that its date may lie ahead.' },
  enabled: { type: 'boolean', description: 'Whether it is used.' },
  inrelease_path: { type: 'string', description: 'Another place of InRelease.' },
  install_python_debian: {
    type: 'boolean',
    default: false,
    description: 'Accepted; no Python is needed.',
  },
  languages: { type: 'array', items: word, description: 'Only these translations.' },
  mode: {
    type: 'string',
    'x-coerce': 'mode',
    default: '0644',
    description: "Mode of the repository's file.",
  },
  pdiffs: { type: 'boolean', description: 'Whether differences of the index are fetched.' },
  signed_by: {
    type: 'array',
    items: word,
    description: 'URL, path, fingerprint or text of the key.',
  },
  state: {
    type: 'string',
    enum: ['absent', 'present'],
    default: 'present',
    description: 'Whether it should be there.',
  },
  suites: { type: 'array', items: word, description: 'The suites: bookworm, stable, or a path.' },
  targets: { type: 'array', items: word, description: 'What is fetched of the index.' },
  trusted: { type: 'boolean', description: 'Trust it without a signature.' },
  types: {
    type: 'array',
    items: { type: 'string', enum: ['deb', 'deb-src'], description: 'A type.' },
    default: ['deb'],
    description: 'deb, deb-src or both.',
  },
  uris: { type: 'array', items: word, description: 'Where it is.' },
} as const satisfies Readonly<Record<string, ParamSchema>>;
