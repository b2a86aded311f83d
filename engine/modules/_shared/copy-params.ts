/** Parameters that copy and template have in common. */
import type { ParamSchema } from '../../schema/index.ts';
import { fileParams, fileReturns } from './file-params.ts';

export const writeParams = {
  ...fileParams,
  mode: {
    ...fileParams.mode,
    description: `${fileParams.mode.description} \`preserve\` takes the source's.`,
  },
  dest: {
    type: 'string',
    'x-coerce': 'path',
    description: 'Path on the host. With a trailing slash, or for a directory: below it.',
  },
  backup: {
    type: 'boolean',
    default: false,
    description: 'Keep the old file beside the new one, with the time in its name.',
  },
  force: {
    type: 'boolean',
    default: true,
    description: 'Replace a file whose content differs; `false` writes only what is missing.',
  },
  follow: {
    type: 'boolean',
    default: false,
    description: 'Write through a symbolic link at the destination instead of replacing it.',
  },
  validate: {
    type: 'string',
    description:
      'Command that must accept the new file before it is put in place; `%s` is its path.',
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;

export const writeReturns = {
  ...fileReturns,
  checksum: { type: 'string', description: 'SHA-1 of the content.' },
  md5sum: { type: 'string', description: 'MD5 of the content, when it was written.' },
  backup_file: { type: 'string', description: 'Where the old file was kept.' },
} as const satisfies Readonly<Record<string, ParamSchema>>;
