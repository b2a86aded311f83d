/** Parameters of the modules that tell what a key, a request or a certificate is. */
import { mutuallyExclusive, requiredOneOf, type ParamSchema } from '../../schema/index.ts';

/** Which library Ansible should take. */
export const backendParam = {
  type: 'string',
  enum: ['auto', 'cryptography'],
  default: 'auto',
  description: 'Has no effect: kplay has its own.',
} as const satisfies ParamSchema;

/** How names beyond ASCII are told. */
export const nameEncodingParam = {
  type: 'string',
  enum: ['ignore', 'idna', 'unicode'],
  default: 'ignore',
  description: 'How names of other scripts are told: as written, as `xn--…`, or in their letters.',
} as const satisfies ParamSchema;

/** It is a file of the host, or given itself. */
export const subjectRules = [
  requiredOneOf('path', 'content'),
  mutuallyExclusive('path', 'content'),
] as const;
