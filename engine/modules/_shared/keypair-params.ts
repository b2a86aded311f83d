/** The parameters of openssh_keypair, and the sizes that keys may have. */
import { TaskFailure } from '../../host/index.ts';
import type { ParamsSchema } from '../../schema/index.ts';
import { fileParams, type FileParams } from './file-params.ts';

/** As a playbook writes them. */
export const keypairParams = {
  properties: {
    path: {
      type: 'string',
      'x-coerce': 'path',
      description: 'The private key; the public one stands beside it, with `.pub`.',
    },
    state: {
      type: 'string',
      enum: ['present', 'absent'],
      default: 'present',
      description: 'Whether the keys are there.',
    },
    type: {
      type: 'string',
      enum: ['rsa', 'dsa', 'rsa1', 'ecdsa', 'ed25519'],
      default: 'rsa',
      description: 'The kind of key.',
    },
    size: {
      type: 'integer',
      description: 'The bits of the key; 4096 for RSA, 256 for ECDSA when not given.',
    },
    force: { type: 'boolean', default: false, description: 'Make new keys in any case.' },
    comment: { type: 'string', description: 'The comment of the public key.' },
    passphrase: {
      type: 'string',
      'x-secret': true,
      description: 'What the private key is protected with.',
      'x-since': '1.7.0',
    },
    private_key_format: {
      type: 'string',
      enum: ['auto', 'pkcs1', 'pkcs8', 'ssh'],
      default: 'auto',
      description: 'The format of the private key; only for `backend: cryptography`.',
      'x-since': '1.7.0',
    },
    backend: {
      type: 'string',
      enum: ['auto', 'cryptography', 'opensshbin'],
      default: 'auto',
      description: 'Taken for the sake of playbooks: ssh-keygen of the host makes all keys.',
      'x-since': '1.7.0',
    },
    regenerate: {
      type: 'string',
      enum: ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'],
      default: 'partial_idempotence',
      description:
        'When keys that are there are replaced: when they differ; also when they cannot be read (`full_idempotence`).',
    },
    ...fileParams,
  },
  required: ['path'],
} as const satisfies ParamsSchema;

/** The parameters, read. */
export interface KeypairParams extends FileParams {
  readonly path: string;
  readonly state: 'present' | 'absent';
  readonly type: 'rsa' | 'dsa' | 'rsa1' | 'ecdsa' | 'ed25519';
  readonly size?: number;
  readonly force: boolean;
  readonly comment?: string;
  readonly passphrase?: string;
  readonly private_key_format: 'auto' | 'pkcs1' | 'pkcs8' | 'ssh';
  readonly backend: 'auto' | 'cryptography' | 'opensshbin';
  readonly regenerate: 'never' | 'fail' | 'partial_idempotence' | 'full_idempotence' | 'always';
}

/** The size that the key should have. @throws TaskFailure in Ansible's words */
export function toKeySize({ type, size }: KeypairParams): number {
  switch (type) {
    case 'ed25519':
      return 256;
    case 'dsa':
      if ((size ?? 1024) === 1024) return 1024;
      throw new TaskFailure('DSA keys must be exactly 1024 bits as specified by FIPS 186-2.');
    case 'ecdsa':
      if ([256, 384, 521].includes(size ?? 256)) return size ?? 256;
      throw new TaskFailure(
        'For ECDSA keys, size determines the key length by selecting from one of three elliptic curve sizes: 256, 384 or 521 bits. Attempting to use bit lengths other than these three values for ECDSA keys will cause this module to fail.',
      );
    default:
      if ((size ?? 4096) >= 1024) return size ?? 4096;
      throw new TaskFailure(
        'For RSA keys, the minimum size is 1024 bits and the default is 4096 bits. Attempting to use bit lengths under 1024 will cause the module to fail.',
      );
  }
}

/** @throws TaskFailure for a format that Ansible would not take either */
export function refuseFormat({
  private_key_format: format,
  backend,
  passphrase,
}: KeypairParams): void {
  const isLibrary = backend === 'cryptography' || (backend === 'auto' && passphrase !== undefined);
  if (format === 'auto' || isLibrary) return;
  throw new TaskFailure(
    "'auto' is the only valid option for 'private_key_format' when 'backend' is not 'cryptography'",
  );
}
