/** openssh_keypair: a private and a public key, made by ssh-keygen of the host. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type FileAttributes, type Step, type StepOutcome } from '../host/index.ts';
import { sh, type Sh } from '../shell/index.ts';
import { parentOf } from './_shared/host-path.ts';
import {
  askPair,
  inspectPair,
  KEYGEN,
  readPair,
  type KeyInfo,
  type KeypairState,
  type PublicKey,
} from './_shared/keypair-inspect.ts';
import {
  keypairParams,
  refuseFormat,
  toKeySize,
  type KeypairParams,
} from './_shared/keypair-params.ts';
import { refuseAttributes } from './_shared/file-params.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { planAttributes } from './_shared/plan-attributes.ts';
import { DROP_ASKPASS, offerPassphrase } from './_shared/ssh-askpass.ts';
import { callTool } from './_shared/tool.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

interface Returns {
  readonly [key: string]: Plain;
}

const LOOK_TITLE = 'look at the keys';
const FORMATS = { auto: [], ssh: [], pkcs1: ['-m', 'PEM'], pkcs8: ['-m', 'PKCS8'] } as const;
const HEADERS: Readonly<Record<string, string>> = {
  '-----BEGIN OPENSSH PRIVATE KEY-----': 'ssh',
  '-----BEGIN PRIVATE KEY-----': 'pkcs8',
  '-----BEGIN RSA PRIVATE KEY-----': 'pkcs1',
};

/** What becomes of the pair. */
type Wish = 'generate' | 'restore' | 'keep';

/** @throws TaskFailure in Ansible's words for a key that must not be replaced */
function refuse(params: KeypairParams, state: KeypairState, isFitting: boolean): void {
  const { regenerate, force } = params;
  const isThere = state.files.private.target !== undefined;
  if (!isThere || force) return;
  const isKept = ['never', 'fail', 'partial_idempotence'].includes(regenerate);
  if (isKept && (state.info === undefined || state.derived === undefined)) {
    throw new TaskFailure(
      'Unable to read the key. The key is protected with a passphrase or broken. Will not proceed. To force regeneration, call the module with `generate` set to `full_idempotence` or `always`, or with `force=true`.',
    );
  }
  if (regenerate === 'fail' && !isFitting) {
    throw new TaskFailure(
      'Key has wrong type and/or size. Will not proceed. To force regeneration, call the module with `generate` set to `partial_idempotence`, `full_idempotence` or `always`, or with `force=true`.',
    );
  }
}

function isSamePublic(wanted: KeypairParams, { public: found, derived }: KeypairState): boolean {
  if (found === undefined || found.key !== derived?.key) return false;
  return wanted.comment === undefined || wanted.comment === found.comment;
}

function toWish(params: KeypairParams, state: KeypairState): Wish {
  const { info, derived, header } = state;
  const { type, private_key_format: format, regenerate } = params;
  const isFormat = format === 'auto' || HEADERS[header] === format;
  const isFitting = info?.size === toKeySize(params) && info.type === type && isFormat;
  refuse(params, state, isFitting);
  const isAlways = params.force || regenerate === 'always';
  const isReadable = info !== undefined && derived !== undefined;
  if (isAlways || !isReadable || (!isFitting && regenerate !== 'never')) return 'generate';
  return isSamePublic(params, state) ? 'keep' : 'restore';
}

/** New files take the place of the old ones with one rename each, and keep their attributes. */
function generate(params: KeypairParams, { path }: KeypairState): Step {
  const { type, comment = '', passphrase, private_key_format: format } = params;
  const words = [
    '-q',
    '-t',
    type,
    '-b',
    String(toKeySize(params)),
    ...FORMATS[format],
    '-C',
    comment,
  ];
  const isOpen = passphrase === undefined;
  const script = sh`p=${path}; d=$(mktemp -d ${`${parentOf(path)}/.kplay-XXXXXX`}) || exit
${isOpen ? sh`:` : offerPassphrase(passphrase)}
ssh-keygen ${words} ${isOpen ? ['-N', ''] : []} -f "$d/k" </dev/null >/dev/null; r=$?
${isOpen ? sh`:` : DROP_ASKPASS}
[ "$r" = 0 ] || { rm -rf -- "$d"; exit "$r"; }
for e in '' .pub; do
  [ ! -e "$p$e" ] || { chown "$(stat -L -c %u:%g -- "$p$e")" "$d/k$e"; chmod "$(stat -L -c %a -- "$p$e")" "$d/k$e"; }
done
sync
mv -f -- "$d/k" "$p" && mv -f -- "$d/k.pub" "$p.pub"; r=$?
rm -rf -- "$d"; exit "$r"`;
  return { ...callTool(KEYGEN, `make a key of ${type}`, script), isSecret: !isOpen };
}

/** The public key from the private one; the comment stands in both where the format has one. */
function restore(params: KeypairParams, state: KeypairState): readonly Step[] {
  const { path, derived, header, files } = state;
  const { comment = '', passphrase } = params;
  const isInBoth = comment !== '' && passphrase === undefined && HEADERS[header] === 'ssh';
  const line = comment === '' || isInBoth ? derived?.key : `${derived?.key ?? ''} ${comment}`;
  const isNew = files.public.target === undefined;
  const write: Step = {
    do: 'write',
    title: `write ${path}.pub`,
    path: `${path}.pub`,
    content: { from: 'text', text: `${line ?? ''}\n` },
    attributes: isNew ? { mode: '0644' } : {},
  };
  const script: Sh = sh`ssh-keygen -q -c -C ${comment} -f ${path} </dev/null >/dev/null`;
  return isInBoth ? [write, callTool(KEYGEN, 'set the comment', script)] : [write];
}

/** Mode, owner and group of both files. */
function planBoth(
  params: KeypairParams,
  state: KeypairState,
): { readonly changes: readonly Change[]; readonly steps: readonly Step[] } {
  const { mode, owner, group } = params;
  const both = [state.files.private, state.files.public].map((file) => {
    const planned = planAttributes(params, file, file.target);
    const isNew = file.target === undefined;
    const attributes: FileAttributes = isNew ? { mode, owner, group } : planned.attributes;
    const step: Step = {
      do: 'attributes',
      title: `set attributes of ${file.path}`,
      path: file.path,
      attributes,
    };
    const isSet = Object.values(attributes).some((value) => value !== undefined);
    return { changes: isNew ? [] : planned.changes, steps: isSet ? [step] : [] };
  });
  return {
    changes: both.flatMap(({ changes }) => changes),
    steps: both.flatMap(({ steps }) => steps),
  };
}

function planAbsent({ path, files }: KeypairState): {
  readonly changes: Change[];
  readonly steps: Step[];
} {
  const there = [files.private, files.public].filter(({ self }) => self !== undefined);
  return {
    changes: there.length === 0 ? [] : [{ what: 'keys', before: path, after: null }],
    steps: there.map((file) => ({ do: 'remove', title: `remove ${file.path}`, path: file.path })),
  };
}

function toReturns(
  params: KeypairParams,
  path: Plain,
  pair: { readonly info: KeyInfo | undefined; readonly public: PublicKey | undefined },
): Returns {
  return {
    size: toKeySize(params),
    type: params.type,
    filename: path,
    fingerprint: pair.info?.fingerprint ?? '',
    public_key: pair.public?.key ?? '',
    comment: pair.public?.comment ?? '',
  };
}

function planPresent(params: KeypairParams, state: KeypairState): Plan<Returns> {
  const { path, info } = state;
  const wish = toWish(params, state);
  const attributes = planBoth(params, state);
  const before = info === undefined ? null : `${info.type} ${String(info.size)}`;
  const after = `${params.type} ${String(toKeySize(params))}`;
  const made: Readonly<Record<Wish, readonly Change[]>> = {
    generate: [{ what: 'private key', before, after: before === after ? `${after}, new` : after }],
    restore: [
      { what: 'public key', before: state.public?.comment ?? null, after: params.comment ?? '' },
    ],
    keep: [],
  };
  const steps: Readonly<Record<Wish, () => readonly Step[]>> = {
    generate: () => [generate(params, state)],
    restore: () => restore(params, state),
    keep: () => [],
  };
  const look = { ...callTool(KEYGEN, LOOK_TITLE, askPair(path)), housekeeping: true };
  const all = [...steps[wish](), ...attributes.steps];
  return {
    changes: [...made[wish], ...attributes.changes],
    steps: all.length === 0 ? [] : [...all, look],
    returns: toReturns(params, path, state),
  };
}

export default defineModule({
  name: 'openssh_keypair',
  collection: 'community.crypto',
  summary: 'Makes a private and a public key for SSH.',
  notes: ['ssh-keygen of the host makes the keys; a passphrase never stands in its arguments.'],
  params: keypairParams,
  returns: {
    size: { type: 'integer', description: 'The bits of the key.' },
    type: { type: 'string', description: 'The kind of key.' },
    filename: { type: 'string', description: 'The private key.' },
    fingerprint: { type: 'string', description: 'The fingerprint.' },
    public_key: { type: 'string', description: 'The public key without its comment.' },
    comment: { type: 'string', description: 'The comment.' },
  },
  examples: [
    '- openssh_keypair:\n    path: /home/deploy/.ssh/id_ed25519\n    type: ed25519\n    comment: deploy@example.org\n    owner: deploy\n',
  ],
  async inspect(params, host, controller): Promise<KeypairState> {
    refuseAttributes(params, 'for keys');
    toKeySize(params);
    refuseFormat(params);
    return inspectPair(params, host, controller.isCheckMode);
  },
  plan(params, state): Plan<Returns> {
    if (params.state === 'present') return planPresent(params, state);
    return { ...planAbsent(state), returns: toReturns(params, state.path, state) };
  },
  settle(params, plan, outcomes) {
    failOnFailedStep(outcomes);
    const look = outcomes.find(({ step }: StepOutcome) => step.title === LOOK_TITLE);
    if (look === undefined) return { returns: plan.returns };
    return { returns: toReturns(params, plan.returns['filename'], readPair(look.stdout)) };
  },
});
