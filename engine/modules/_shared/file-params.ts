/** The parameters that every module has which makes or keeps files, and what is refused of them. */
import { TaskFailure } from '../../host/index.ts';
import type { ParamSchema } from '../../schema/index.ts';
import type { ControllerReader } from '../contract.ts';

/** `mode`, `owner`, `group` and the ones that kplay refuses or needs no switch for. */
export const fileParams = {
  mode: {
    type: 'string',
    'x-coerce': 'mode',
    description: 'Permissions, octal (`"0644"`) or symbolic (`u=rw,g=r,o=r`).',
  },
  owner: { type: 'string', description: 'Name or number of the user that should own it.' },
  group: { type: 'string', description: 'Name or number of the group that should own it.' },
  attributes: {
    type: 'string',
    'x-aliases': ['attr'],
    description:
      'File attributes as of chattr(1): `A` for exactly these, `+A` and `-A` for more and fewer.',
  },
  seuser: {
    type: 'string',
    description: 'SELinux user. Has no effect on hosts without SELinux, as in Ansible.',
  },
  serole: {
    type: 'string',
    description: 'SELinux role. Has no effect on hosts without SELinux, as in Ansible.',
  },
  setype: {
    type: 'string',
    description: 'SELinux type. Has no effect on hosts without SELinux, as in Ansible.',
  },
  selevel: {
    type: 'string',
    description: 'SELinux level. Has no effect on hosts without SELinux, as in Ansible.',
  },
  unsafe_writes: {
    type: 'boolean',
    description:
      "Write in place, for files that cannot be replaced (bind mounts in containers). Not given, `ANSIBLE_UNSAFE_WRITES` of the task's `environment` counts.",
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;

/** The attribute parameters as a module receives them. */
export interface FileParams {
  readonly mode?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  readonly attributes?: string | undefined;
}

/** Whether a file is to be written in place: as the parameter says, else the task's environment. */
export function writesInPlace(
  { unsafe_writes: isAsked }: { readonly unsafe_writes?: boolean | undefined },
  { environment }: Pick<ControllerReader, 'environment'>,
): boolean {
  const word = environment['ANSIBLE_UNSAFE_WRITES']?.toLowerCase() ?? '';
  return isAsked ?? ['1', 'yes', 'true', 'on', 'y', 't'].includes(word);
}

/** Keys of the result of every module that keeps a file. */
export const fileReturns = {
  path: { type: 'string', description: 'Path of the file.' },
  dest: { type: 'string', description: 'Path of the file.' },
  src: { type: 'string', description: 'Where the content came from.' },
  state: { type: 'string', description: 'What stands there: file, directory, link, hard, absent.' },
  mode: { type: 'string', description: 'Permissions in octal.' },
  owner: { type: 'string', description: 'Name of the owner.' },
  group: { type: 'string', description: 'Name of the group.' },
  uid: { type: 'integer', description: 'Number of the owner.' },
  gid: { type: 'integer', description: 'Number of the group.' },
  size: { type: 'integer', description: 'Size in bytes.' },
} as const satisfies Readonly<Record<string, ParamSchema>>;

/** Refuses attributes where kplay does not set them. @throws TaskFailure with what to use instead */
export function refuseAttributes(params: FileParams, where: string): void {
  if (params.attributes !== undefined) {
    throw new TaskFailure(
      `\`attributes\` is not supported by kplay ${where}; set them with \`command: chattr\``,
    );
  }
}
