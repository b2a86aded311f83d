/** user: an account of a host, made, changed or removed with the tools of shadow. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type StepOutcome } from '../host/index.ts';
import { joinSh, rawSh, sh, type Sh } from '../shell/index.ts';
import { failTool, findLine, toLookUp } from './_shared/accounts.ts';
import { DROP_ASKPASS, offerPassphrase } from './_shared/ssh-askpass.ts';
import { userParams, userReturns, type UserParams } from './_shared/user-params.ts';
import {
  checkUser,
  planCreation,
  planHome,
  planModification,
  toUserStep,
  type UserCalls,
} from './_shared/user-plan.ts';
import { inspectUser, type UserState } from './_shared/user-state.ts';
import { warningsOf } from './_shared/user-warnings.ts';
import { defineModule, type Plan } from './contract.ts';

type Returns = Record<string, Plain>;

const FOLDER_OF_KEY = rawSh('${k%/*}');

/** The home of an account that is only being made is not known before. */
function completeKey(state: UserState, name: string): Sh {
  if (state.account !== undefined || !state.keyFile.startsWith('/.')) return sh`:`;
  return sh`k=$(awk -F: -v n=${name} '$1 == n { print $6; exit }' /etc/passwd)$k`;
}

function callKeygen(params: UserParams, state: UserState): Sh {
  const { name, ssh_key_type: type, ssh_key_bits: bits, ssh_key_passphrase: passphrase } = params;
  const comment = params.ssh_key_comment ?? `ansible-generated on ${state.hostName}`;
  const size = bits === undefined ? [] : ['-b', String(bits)];
  const words = ['-q', '-t', type, ...size, '-C', comment];
  const isNew = passphrase === undefined ? sh`-N ''` : sh``;
  const ask = passphrase === undefined ? sh`` : offerPassphrase(passphrase);
  return sh`k=${state.keyFile}
${completeKey(state, name)}
d=${FOLDER_OF_KEY}; o="$(id -u -- ${name}):$(id -g -- ${name})"
if [ ! -d "$d" ]; then mkdir -m 700 -- "$d" && chown -- "$o" "$d" || exit; fi
${params.force ? sh`rm -f -- "$k" "$k.pub"` : sh``}
${ask}
ssh-keygen ${words} ${isNew} -f "$k" </dev/null >/dev/null; r=$?
${passphrase === undefined ? sh`` : DROP_ASKPASS}
[ "$r" = 0 ] && chown -- "$o" "$k" "$k.pub"`;
}

function planKey(params: UserParams, state: UserState): UserCalls {
  const isWanted = params.generate_ssh_key && (!state.hasKey || params.force);
  if (!isWanted) return { changes: [], calls: [] };
  return {
    changes: [{ what: `ssh key ${state.keyFile}`, before: null, after: params.ssh_key_type }],
    calls: [callKeygen(params, state)],
    isSecret: params.ssh_key_passphrase !== undefined,
  };
}

/** What stands there in the end, for the result. */
function lookAgain(params: UserParams, state: UserState): Sh {
  const { name } = params;
  const key = sh`k=${state.keyFile}
${completeKey(state, name)}
printf 'key %s\nfingerprint %s\npublic %s\n' "$k" "$(ssh-keygen -l -f "$k" 2>/dev/null)" "$(cat -- "$k.pub" 2>/dev/null)"`;
  return joinSh([
    sh`printf 'account %s\n' "$(${toLookUp('passwd', name, params.local)})"`,
    ...(params.generate_ssh_key ? [key] : []),
  ]);
}

function describeAccount(line: string): Returns {
  const [, , uid, gid, comment = '', home = '', shell = ''] = line.split(':');
  if (uid === undefined) return {};
  return { uid: Number(uid), group: Number(gid), comment, home, shell };
}

function describeRequest(params: UserParams, state: UserState): Returns {
  const isNew = state.account === undefined;
  const { name, groups, password } = params;
  return {
    name,
    state: 'present',
    ...(isNew
      ? { system: params.system, create_home: params.create_home }
      : { append: params.append, move_home: params.move_home }),
    ...(groups === undefined ? {} : { groups: groups.join(',') }),
    ...(password === undefined ? {} : { password: 'NOT_LOGGING_PASSWORD' }),
  };
}

function planPresent(params: UserParams, state: UserState): Plan<Returns> {
  checkUser(params, state);
  const { account } = state;
  if (state.isBusybox) {
    throw new TaskFailure('the host has no useradd and usermod: install the package shadow');
  }
  const isNew = account === undefined;
  const main = isNew ? planCreation(params, state) : planModification(params, state, account);
  const parts = [main, planHome(params, state), planKey(params, state)];
  const changes = parts.flatMap((part) => part.changes);
  const verb = isNew ? 'make' : 'change';
  const step = toUserStep(`${verb} the account ${params.name}`, parts, lookAgain(params, state));
  // Nothing to do, but the key that is there should be told of.
  const isLooking = changes.length === 0 && params.generate_ssh_key;
  const steps = changes.length > 0 ? [step] : isLooking ? [{ ...step, housekeeping: true }] : [];
  const known =
    account === undefined
      ? {}
      : {
          uid: account.uid,
          group: account.gid,
          comment: account.comment,
          home: account.home,
          shell: account.shell,
        };
  const request = describeRequest(params, state);
  const returns = isNew && state.isCheckMode ? { name: params.name } : { ...request, ...known };
  return { changes, steps, returns, warnings: warningsOf(params, state) };
}

function planAbsent(params: UserParams, state: UserState): Plan<Returns> {
  const { name, force, remove } = params;
  if (state.account === undefined)
    return { changes: [], steps: [], returns: { name, state: 'absent' } };
  const flags = [...(force ? ['-f'] : []), ...(remove ? ['-r'] : [])];
  const call = state.isBusybox
    ? sh`deluser ${remove ? ['--remove-home'] : []} -- ${name}`
    : sh`userdel ${flags} -- ${name}`;
  return {
    changes: [{ what: `user ${name}`, before: 'present', after: 'absent' }],
    steps: [{ do: 'run', title: `remove the account ${name}`, script: call, endsSessionsOf: name }],
    returns: { name, state: 'absent', force, remove },
  };
}

function describeKey(stdout: string): Returns {
  const key = findLine(stdout, 'key');
  if (key === undefined) return {};
  return {
    ssh_key_file: key,
    ssh_fingerprint: findLine(stdout, 'fingerprint') ?? '',
    ssh_public_key: findLine(stdout, 'public') ?? '',
  };
}

function settleUser(
  params: UserParams,
  plan: Plan<Returns>,
  outcomes: readonly StepOutcome[],
): Returns {
  failTool(outcomes, { name: params.name });
  const stdout = outcomes[0]?.stdout ?? '';
  const account = findLine(stdout, 'account');
  return {
    ...plan.returns,
    ...(account === undefined ? {} : describeAccount(account)),
    ...describeKey(stdout),
  };
}

export default defineModule({
  name: 'user',
  collection: 'ansible.builtin',
  summary: 'Makes, changes and removes accounts.',
  notes: [
    'Works with the tools of shadow (useradd, usermod, userdel, chpasswd, chage); on Alpine they are in the package shadow.',
    "The password's hash is handed over on standard input and never stands in an argument list.",
  ],
  params: userParams,
  returns: userReturns,
  examples: [
    '- user:\n    name: kube\n    groups: [docker, adm]\n    append: true\n    shell: /bin/bash\n',
    '- user:\n    name: deploy\n    generate_ssh_key: true\n    ssh_key_type: ed25519\n',
    '- user: name=old state=absent remove=true\n',
  ],
  inspect: (params, host, controller) => inspectUser(params, host, controller.isCheckMode),
  plan: (params, state) =>
    params.state === 'present' ? planPresent(params, state) : planAbsent(params, state),
  settle: (params, plan, outcomes) => ({ returns: settleUser(params, plan, outcomes) }),
});
