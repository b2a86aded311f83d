/**
 * The variables that a role gives to tasks, in order, lowest first: its own, those of the roles it
 * depends on, and those of the roles that brought it in. Observed with ansible-core 2.14.
 */
import type { LocatedMap } from '../base/index.ts';
import type { RoleNode } from '../playbook/index.ts';

/** Roles with those they depend on, dependencies first. */
export function withDependencies(roles: readonly RoleNode[]): readonly RoleNode[] {
  return roles.flatMap((role) => [...withDependencies(role.dependencies), role]);
}

/** Defaults: of dependencies, then of the roles that brought it in, then its own. */
export function defaultsOf(role: RoleNode, chain: readonly RoleNode[]): readonly LocatedMap[] {
  const parents = withDependencies(role.dependencies).flatMap((one) => defaultsOf(one, []));
  return [...parents, ...chain.flatMap((one) => one.defaults), ...role.defaults];
}

/** `vars/` and the `vars` given where the role is named: of the bringers, of dependencies, its own. */
export function roleVarsOf(role: RoleNode, chain: readonly RoleNode[]): readonly LocatedMap[] {
  return [
    ...chain.flatMap((one) => [...one.givenVars, ...one.vars]),
    ...withDependencies(role.dependencies).flatMap((one) => roleVarsOf(one, [])),
    ...role.givenVars,
    ...role.vars,
  ];
}

/** Parameters: of the roles that brought it in, then its own. */
export function paramsOf(role: RoleNode): readonly LocatedMap[] {
  return [...role.chain, role].flatMap((one) => (one.params === undefined ? [] : [one.params]));
}
