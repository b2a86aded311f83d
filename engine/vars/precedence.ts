/**
 * The one table of variable precedence, lowest first. Source: Ansible 2.14 documentation,
 * «Understanding variable precedence», and its VariableManager's observed behavior.
 */
export const PRECEDENCE = [
  'connection',
  'role defaults',
  'inventory',
  'facts',
  'play vars',
  'vars_prompt',
  'vars_files',
  'role vars',
  'block vars',
  'task vars',
  'include_vars',
  'set_fact or register',
  'role params',
  'include params',
  'loop',
  'extra vars',
  'magic',
] as const;

/** The name of a layer of variables. */
export type LayerName = (typeof PRECEDENCE)[number];
