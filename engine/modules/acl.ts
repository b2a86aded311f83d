/** acl: access lists of files and folders, with getfacl and setfacl of the host. */
import { TaskFailure, type HostReader, type Probe } from '../host/index.ts';
import { sh, type Sh } from '../shell/index.ts';
import { toHostPath } from './_shared/host-path.ts';
import { defineModule, type Plan } from './contract.ts';

interface AclParams {
  readonly path: string;
  readonly state: 'absent' | 'present' | 'query';
  readonly follow: boolean;
  readonly default: boolean;
  readonly entity: string;
  readonly etype?: 'group' | 'mask' | 'other' | 'user';
  readonly permissions?: string;
  readonly entry?: string;
  readonly recursive: boolean;
  readonly use_nfsv4_acls: boolean;
  readonly recalculate_mask: 'default' | 'mask' | 'no_mask';
}

interface AclState {
  readonly path: string;
  readonly acl: readonly string[];
  /** What setfacl would change; empty when nothing. */
  readonly isChanging: boolean;
  readonly entry: string | undefined;
  readonly isDefault: boolean;
  readonly isCheckMode: boolean;
}

/** One entry. */
interface Wish {
  readonly entry: string;
  readonly isDefault: boolean;
}

interface AclReturns {
  readonly [key: string]: string | readonly string[];
}

const TYPES: Readonly<Record<string, string>> = { u: 'user', g: 'group', o: 'other', m: 'mask' };

/** An entry as setfacl writes it, split: `d:u:name:rwx`, without permissions when it is taken away. */
function splitEntry(text: string): {
  readonly isDefault: boolean;
  readonly etype: string;
  readonly entity: string;
  readonly permissions: string | undefined;
} {
  const words = text.split(':').map((word) => word.trim());
  const isDefault = words[0] === 'd' || words[0] === 'default';
  const [type = '', ...rest] = isDefault ? words.slice(1) : words;
  const etype = TYPES[type.charAt(0).toLowerCase()];
  if (etype === undefined) throw new TaskFailure(`'entry' has no known type: ${text}`);
  if (rest.length === 1 && (etype === 'other' || etype === 'mask')) {
    return { isDefault, etype, entity: '', permissions: rest[0] };
  }
  return { isDefault, etype, entity: rest[0] ?? '', permissions: rest[1] };
}

function checkParams(params: AclParams): void {
  const { entry, entity, etype, permissions, state } = params;
  if (entry !== undefined) {
    if (etype !== undefined || entity !== '' || permissions !== undefined) {
      throw new TaskFailure(
        "'entry' MUST NOT be set when 'entity', 'etype' or 'permissions' are set.",
      );
    }
    const hasPermissions = splitEntry(entry).permissions !== undefined;
    if (state === 'present' && !hasPermissions) {
      throw new TaskFailure("'entry' MUST have 3 or 4 sections when 'state=present'.");
    }
    if (state === 'absent' && hasPermissions) {
      throw new TaskFailure("'entry' MUST have 2 or 3 sections when 'state=absent'.");
    }
  }
  if (state === 'query' || entry !== undefined) return;
  if (etype === undefined) throw new TaskFailure("'etype' or 'entry' MUST be set.");
}

/** The entry as it is shown and handed to setfacl; undefined when the list is only read. */
function toEntry(params: AclParams): Wish | undefined {
  if (params.state === 'query') return undefined;
  const given =
    params.entry === undefined
      ? { ...params, isDefault: false, etype: params.etype ?? '' }
      : splitEntry(params.entry);
  const { etype, entity, permissions } = given;
  const isBare = params.state === 'absent' || permissions === undefined;
  const entry = `${etype}:${entity}${isBare ? '' : `:${permissions}`}`;
  return { entry, isDefault: params.default || given.isDefault };
}

function toFlags(params: AclParams, isDefault: boolean): readonly string[] {
  const { recursive, follow, recalculate_mask: mask } = params;
  return [
    ...(recursive ? ['-R'] : []),
    ...(mask === 'mask' ? ['--mask'] : mask === 'no_mask' ? ['--no-mask'] : []),
    ...(recursive && !follow ? ['-P'] : []),
    ...(isDefault ? ['-d'] : []),
  ];
}

function toCall(params: AclParams, path: string, wish: Wish): Sh {
  const verb = params.state === 'present' ? '-m' : '-x';
  const flags = toFlags(params, wish.isDefault);
  return sh`setfacl ${flags} ${verb} ${wish.entry} -- ${path}`;
}

/** Lines of a list; those of several files are apart by an empty line, as Ansible gives them. */
function toList(text: string): readonly string[] {
  const lines = text.trimEnd().split('\n');
  return lines.filter((line) => !line.startsWith('#'));
}

/** The list as getfacl prints it, and whether setfacl's own test sees a difference. */
function aclOf(
  params: AclParams,
  path: string,
): Probe<{ acl: readonly string[]; isChanging: boolean }> {
  const wish = toEntry(params);
  const flags = wish === undefined ? [] : toFlags(params, wish.isDefault);
  const verb = params.state === 'present' ? '-m' : '-x';
  const test =
    wish === undefined ? sh`:` : sh`setfacl --test ${flags} ${verb} ${wish.entry} -- "$p" || exit`;
  const isDefault = wish?.isDefault ?? params.default;
  const shown = [...(isDefault ? ['-d'] : []), ...(params.recursive ? ['-R'] : [])];
  return {
    name: 'acl',
    script: sh`p=${path}
[ -e "$p" ] || exit 3
command -v getfacl >/dev/null 2>&1 && command -v setfacl >/dev/null 2>&1 || exit 4
getfacl --omit-header --absolute-names ${shown} -- "$p" || exit
echo ----
${test}`,
    parse: ({ rc, stdout, stderr }) => {
      if (rc === 3) throw new TaskFailure('Path not found or not accessible.');
      if (rc === 4)
        throw new TaskFailure('`getfacl` or `setfacl` is missing on the host (package acl)');
      if (rc !== 0) throw new TaskFailure(stderr.trim());
      const [list = '', tested = ''] = stdout.split('----\n');
      const acl = toList(list);
      return {
        acl,
        isChanging: tested.split('\n').some((line) => line !== '' && !line.endsWith('*,*')),
      };
    },
  };
}

async function inspectAcl(
  params: AclParams,
  host: HostReader,
  isCheckMode: boolean,
): Promise<AclState> {
  if (params.use_nfsv4_acls) {
    throw new TaskFailure(
      '`use_nfsv4_acls` is not supported by kplay; use `command: nfs4_setfacl`',
    );
  }
  checkParams(params);
  const path = await toHostPath(host, params.path);
  const wish = toEntry(params);
  const { acl, isChanging } = await host.ask(aclOf(params, path));
  const isDefault = wish?.isDefault ?? false;
  return { path, acl, isChanging, entry: wish?.entry, isDefault, isCheckMode };
}

export default defineModule({
  name: 'acl',
  collection: 'ansible.posix',
  summary: 'Keeps access lists of files and folders.',
  notes: ['Works with getfacl and setfacl of the host (package acl).'],
  params: {
    properties: {
      path: {
        type: 'string',
        'x-coerce': 'path',
        'x-aliases': ['name'],
        description: 'The file or folder.',
      },
      state: {
        type: 'string',
        enum: ['absent', 'present', 'query'],
        default: 'query',
        description: 'Whether the entry should be there; `query` only reads.',
      },
      follow: { type: 'boolean', default: true, description: 'Follow symbolic links.' },
      default: {
        type: 'boolean',
        default: false,
        description: "The folder's default list, that new files in it get.",
      },
      entity: { type: 'string', default: '', description: 'The user or group.' },
      etype: {
        type: 'string',
        enum: ['group', 'mask', 'other', 'user'],
        description: 'Whose entry it is.',
      },
      permissions: { type: 'string', description: 'Any of `rwxX`.' },
      entry: { type: 'string', description: 'The entry as setfacl writes it, instead of those.' },
      recursive: {
        type: 'boolean',
        default: false,
        'x-aliases': ['recurse'],
        description: 'Everything below a folder, too.',
      },
      use_nfsv4_acls: {
        type: 'boolean',
        default: false,
        description: 'Not supported: use `command: nfs4_setfacl`.',
      },
      recalculate_mask: {
        type: 'string',
        enum: ['default', 'mask', 'no_mask'],
        default: 'default',
        description: 'Whether setfacl computes the mask anew.',
      },
    },
    required: ['path'],
  },
  returns: {
    acl: { type: 'array', description: 'The list after the task.' },
    msg: { type: 'string', description: 'What was done.' },
  },
  examples: [
    '- acl:\n    path: /etc/foo.conf\n    entity: joe\n    etype: user\n    permissions: r\n    state: present\n',
    '- acl:\n    path: /srv\n    entry: default:user:joe:rw-\n    state: present\n',
  ],
  inspect: (params, host, controller) => inspectAcl(params, host, controller.isCheckMode),
  plan(params, state): Plan<AclReturns> {
    const { entry, acl, path } = state;
    if (entry === undefined) {
      return { changes: [], steps: [], returns: { acl, msg: 'current acl' } };
    }
    const msg = `${entry} is ${params.state}`;
    if (!state.isChanging) return { changes: [], steps: [], returns: { acl, msg } };
    const shown = [...(state.isDefault ? ['-d'] : []), ...(params.recursive ? ['-R'] : [])];
    return {
      changes: [{ what: 'acl', before: acl.join('\n'), after: msg }],
      steps: [
        {
          do: 'run',
          title: `set the access list of ${path}`,
          script: sh`${toCall(params, path, { entry, isDefault: state.isDefault })} || exit
getfacl --omit-header --absolute-names ${shown} -- ${path}`,
        },
      ],
      returns: { acl, msg },
    };
  },
  settle(_params, plan, outcomes) {
    const outcome = outcomes[0];
    if (outcome === undefined) return { returns: plan.returns };
    if (outcome.status !== 'done') throw new TaskFailure(outcome.stderr.trim(), { rc: outcome.rc });
    const acl = toList(outcome.stdout);
    return { returns: { ...plan.returns, acl } };
  },
});
