/**
 * Variables that describe the connection of a visit where nobody set them: a template may say
 * `ansible_host` on any host. Source: observed with Ansible 2.14, which fills its variables from the
 * play context before a task runs.
 */
import { isList, type Value } from '../base/index.ts';
import type { Scope, VarMap } from '../vars/index.ts';
import type { RunInput } from './contract.ts';
import type { KeywordReader } from './keyword-values.ts';

interface Described {
  readonly host: string;
  readonly scope: Scope;
  readonly keywords: KeywordReader;
  readonly input: RunInput;
}

type Maker = (described: Described) => Value | undefined;

/** The localhost that no inventory names is in no group, and is at 127.0.0.1. */
const address: Maker = ({ host, scope }) => {
  const groups = scope.get('group_names');
  const isAlone = groups !== undefined && isList(groups) && groups.length === 0;
  const isImplicit = host === 'localhost' && isAlone;
  return scope.given('ansible_host') ?? (isImplicit ? '127.0.0.1' : host);
};

const user: Maker = ({ keywords, input }) =>
  keywords.text('remote_user') ?? input.settings.connection.user;

const timeout: Maker = ({ input }) => input.settings.connection.timeoutSeconds;

const key: Maker = ({ input }) => input.settings.connection.privateKeyFile;

const MAKERS: ReadonlyMap<string, Maker> = new Map([
  ['ansible_host', address],
  ['ansible_ssh_host', address],
  [
    'ansible_connection',
    ({ keywords, input }) => keywords.text('connection') ?? input.settings.connection.connection,
  ],
  ['ansible_user', user],
  ['ansible_ssh_user', user],
  ['ansible_timeout', timeout],
  ['ansible_ssh_timeout', timeout],
  ['ansible_ssh_private_key_file', key],
  ['ansible_private_key_file', key],
  ['ansible_shell_executable', () => '/bin/sh'],
]);

/** The layer; it lies below everything that is set. */
export function connectionLayer(described: Described): VarMap {
  const make = (name: string): Value | undefined => MAKERS.get(name)?.(described);
  return {
    layer: 'connection',
    get(name) {
      const value = make(name);
      return value === undefined ? undefined : { kind: 'value', value };
    },
    names: () => [...MAKERS.keys()].filter((name) => make(name) !== undefined),
  };
}
