/**
 * The calls of shadow's tools that bring an account to what was asked for. The password's hash goes
 * to chpasswd on stdin: useradd and usermod would show it to everybody in their arguments.
 */
import { TaskFailure, type Step } from '../../host/index.ts';
import { rawSh, sh, type Sh } from '../../shell/index.ts';
import type { Change } from '../contract.ts';
import { toFlag, toSwitch } from './accounts.ts';
import type { UserParams } from './user-params.ts';
import type { Account, UserState } from './user-state.ts';

/** Changes with the calls that make them. */
export interface UserCalls {
  readonly changes: readonly Change[];
  readonly calls: readonly Sh[];
  /** The calls carry a password or a passphrase. */
  readonly isSecret?: boolean;
}

const NOTHING: UserCalls = { changes: [], calls: [] };
const DAY = 86_400;

function toDate(seconds: number): string {
  return seconds < 0 ? '' : new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** A list with one empty word is Ansible's way to say «none». */
function toGroups(params: UserParams): readonly string[] | undefined {
  return params.groups?.filter((group) => group !== '');
}

/** @throws TaskFailure for parameters that exclude each other, groups that the host does not have */
export function checkUser(params: UserParams, state: UserState): void {
  if (params.umask !== undefined && params.local) {
    throw new TaskFailure("'umask' can not be used with 'local'");
  }
  // A task before may have said in this dry run that it would make the group.
  if (state.isCheckMode && state.account === undefined) return;
  const words = [
    ...(params.group === undefined ? [] : [params.group]),
    ...(toGroups(params) ?? []),
  ];
  const missing = words.find((word) => state.groupIds[word] === undefined);
  if (missing !== undefined) throw new TaskFailure(`Group ${missing} does not exist`);
}

function callPassword(name: string, hash: string): Sh {
  if (/[\n:]/.test(hash)) {
    throw new TaskFailure('`password` is no encrypted password: it holds a colon or a new line');
  }
  return sh`printf '%s\n' ${`${name}:${hash}`} | chpasswd -e`;
}

function planPasswordAge(params: UserParams, account: Account | undefined): UserCalls {
  const wanted = [
    ['password_expire_max', '-M', params.password_expire_max, account?.ageMax],
    ['password_expire_min', '-m', params.password_expire_min, account?.ageMin],
    ['password_expire_warn', '-W', params.password_expire_warn, account?.ageWarn],
  ] as const;
  const needed = wanted.filter(
    ([, , value, current]) => value !== undefined && String(value) !== current,
  );
  if (needed.length === 0) return NOTHING;
  const flags = needed.flatMap(([, flag, value]) => [flag, String(value)]);
  return {
    changes: needed.map(([what, , value, current]) => ({
      what,
      before: current ?? null,
      after: value ?? null,
    })),
    calls: [sh`chage ${flags} -- ${params.name}`],
  };
}

function toCreationFlags(params: UserParams, state: UserState): readonly string[] {
  const groups = toGroups(params)?.join(',');
  const { uid, group, expires, create_home: hasHome } = params;
  return [
    ...toFlag('-u', uid),
    ...toSwitch('-o', uid !== undefined && params.non_unique),
    ...toFlag('-Z', params.seuser),
    ...toFlag('-g', group),
    ...toSwitch('-N', group === undefined && state.hasOwnGroup),
    ...toFlag('-G', groups === '' ? undefined : groups),
    ...toFlag('-c', params.comment),
    ...toFlag('-d', params.home),
    ...toFlag('-s', params.shell),
    ...toFlag('-e', expires === undefined ? undefined : toDate(expires)),
    hasHome ? '-m' : '-M',
    ...toFlag('-k', hasHome ? params.skeleton : undefined),
    ...toFlag('-K', hasHome && params.umask !== undefined ? `UMASK=${params.umask}` : undefined),
    ...toSwitch('-r', params.system),
  ];
}

/** Makes the account with one call, then what needs another tool. */
export function planCreation(params: UserParams, state: UserState): UserCalls {
  const { name, home, password } = params;
  const parent = home?.slice(0, home.lastIndexOf('/')) ?? '';
  const hash = `${params.password_lock === true ? '!' : ''}${password ?? ''}`;
  return {
    changes: [{ what: `user ${name}`, before: 'absent', after: 'present' }],
    calls: [
      ...(params.create_home && parent !== '' ? [sh`mkdir -p -- ${parent}`] : []),
      sh`useradd ${toCreationFlags(params, state)} -- ${name}`,
      ...(password === undefined ? [] : [callPassword(name, hash)]),
      ...planPasswordAge(params, undefined).calls,
    ],
    isSecret: password !== undefined,
  };
}

interface Difference {
  readonly change: Change;
  readonly flags: readonly string[];
}

function differ(what: string, before: string, after: string): Change {
  return { what, before, after };
}

function findGroupDifference(
  params: UserParams,
  state: UserState,
  account: Account,
): readonly Difference[] {
  const groups = toGroups(params)?.map((word) => state.groupNames[word] ?? word);
  if (groups === undefined) return [];
  const gid = params.group === undefined ? account.gid : state.groupIds[params.group];
  const wanted = groups.filter((group) => state.groupIds[group] !== gid || group === '');
  const missing = wanted.filter((group) => !account.groups.includes(group));
  const surplus = params.append ? [] : account.groups.filter((group) => !wanted.includes(group));
  if (missing.length === 0 && surplus.length === 0) return [];
  const after = params.append ? [...account.groups, ...missing] : wanted;
  return [
    {
      change: differ('groups', account.groups.join(','), after.join(',')),
      flags: [...(params.append ? ['-a'] : []), '-G', groups.join(',')],
    },
  ];
}

function findExpiry({ expires }: UserParams, account: Account): readonly Difference[] {
  if (expires === undefined) return [];
  const isNever = account.expires === '' || Number(account.expires) < 0;
  const isSame =
    expires < 0 ? isNever : !isNever && Math.floor(expires / DAY) === Number(account.expires);
  if (isSame) return [];
  const before = isNever ? '' : toDate(Number(account.expires) * DAY);
  return [{ change: differ('expires', before, toDate(expires)), flags: ['-e', toDate(expires)] }];
}

function findField(
  what: 'uid' | 'group' | 'comment' | 'home' | 'shell',
  wanted: string | number | undefined,
  current: string | number,
  flags: readonly string[],
): readonly Difference[] {
  if (wanted === undefined || wanted === current) return [];
  return [{ change: { what, before: current, after: wanted }, flags }];
}

function findDifferences(
  params: UserParams,
  state: UserState,
  account: Account,
): readonly Difference[] {
  const { uid, group, comment, home, shell } = params;
  const gid = group === undefined ? undefined : state.groupIds[group];
  const number = [...toFlag('-u', uid), ...toSwitch('-o', params.non_unique)];
  const place = [...toFlag('-d', home), ...toSwitch('-m', params.move_home)];
  return [
    ...findField('uid', uid, account.uid, number),
    ...findField('group', gid, account.gid, toFlag('-g', gid)),
    ...findGroupDifference(params, state, account),
    ...findField('comment', comment, account.comment, toFlag('-c', comment)),
    ...findField('home', home, account.home, place),
    ...findField('shell', shell, account.shell, toFlag('-s', shell)),
    ...findExpiry(params, account),
  ];
}

function planPassword(params: UserParams, account: Account): UserCalls {
  const { name, password, password_lock: isLocked } = params;
  const current = account.password;
  if (current === undefined) return NOTHING;
  const isNew =
    password !== undefined &&
    params.update_password === 'always' &&
    current.replace(/^!+/, '') !== password.replace(/^!+/, '');
  if (isNew) {
    const hash = isLocked === true ? `!${password}` : password;
    const change = { what: 'password', before: null, after: null, isSecret: true };
    return { changes: [change], calls: [callPassword(name, hash)], isSecret: true };
  }
  const isLockedNow = current.startsWith('!');
  if (isLocked === undefined || isLocked === isLockedNow) return NOTHING;
  const change = { what: 'password_lock', before: isLockedNow, after: isLocked };
  return { changes: [change], calls: [sh`usermod ${isLocked ? '-L' : '-U'} -- ${name}`] };
}

/** Changes what differs, all of usermod's in one call. */
export function planModification(
  params: UserParams,
  state: UserState,
  account: Account,
): UserCalls {
  const differences = findDifferences(params, state, account);
  const flags = differences.flatMap((difference) => difference.flags);
  const password = planPassword(params, account);
  const age = planPasswordAge(params, account);
  return {
    changes: [...differences.map(({ change }) => change), ...password.changes, ...age.changes],
    calls: [
      ...(flags.length === 0 ? [] : [sh`usermod ${flags} -- ${params.name}`]),
      ...password.calls,
      ...age.calls,
    ],
    isSecret: password.isSecret === true,
  };
}

/** Makes a home for an account that was made without, with the modes that useradd would give. */
export function planHome(params: UserParams, state: UserState): UserCalls {
  const { account } = state;
  if (account === undefined || !params.create_home || state.hasHome) return NOTHING;
  if (params.move_home) return NOTHING;
  const home = params.home ?? account.home;
  const skeleton = params.skeleton ?? '/etc/skel';
  const umask = params.umask === undefined ? sh`:` : sh`m=${params.umask}`;
  return {
    changes: [{ what: `home ${home}`, before: 'absent', after: 'directory' }],
    calls: [
      sh`h=${home}; k=${skeleton}
if [ ! -e "$h" ]; then
  mkdir -p -- "$h" || exit
  [ ! -d "$k" ] || cp -R -P -- "$k/." "$h/" || exit
  m=$(awk '$1 == "UMASK" { print $2 }' /etc/login.defs 2>/dev/null)
  ${umask}
  chmod "$(printf %o $((0777 & ~0${rawSh('${m:-22}')})))" "$h" || exit
  chown -R -h -- "$(id -u -- ${params.name}):$(id -g -- ${params.name})" "$h"
fi`,
    ],
  };
}

/** The step that makes all calls, one after the other, and then tells what the account is. */
export function toUserStep(title: string, parts: readonly UserCalls[], look: Sh): Step {
  const calls = parts.flatMap((part) => part.calls);
  const lines = calls.map((call) => `{ ${call.sh}\n} || exit`);
  return {
    do: 'run',
    title,
    isSecret: parts.some((part) => part.isSecret === true),
    script: sh`${{ sh: lines.join('\n') }}
${look}`,
  };
}
