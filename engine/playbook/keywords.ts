/**
 * The keywords of plays, blocks and tasks as tables: what may stand where, and what a keyword's
 * value must look like. Source: Ansible 2.14, «Playbook Keywords», and observed behavior.
 */

/** What the value of a keyword must be before templates are rendered; text may hold a template. */
export type KeywordShape =
  | 'text'
  | 'boolean'
  | 'number'
  | 'list'
  | 'map'
  | 'vars'
  | 'any'
  | 'conditions';

export interface KeywordDef {
  readonly shape: KeywordShape;
  /** Where it may stand. */
  readonly on: readonly ('play' | 'role' | 'block' | 'task' | 'handler')[];
  /** How a task gets it from what surrounds it. */
  readonly inherits: 'nearest' | 'all' | 'no';
}

const everywhere = ['play', 'role', 'block', 'task', 'handler'] as const;
const onTask = ['task', 'handler'] as const;
const onPlay = ['play'] as const;
const belowPlay = ['role', 'block', 'task', 'handler'] as const;

function nearest(shape: KeywordShape): KeywordDef {
  return { shape, on: everywhere, inherits: 'nearest' };
}

function taskOnly(shape: KeywordShape): KeywordDef {
  return { shape, on: onTask, inherits: 'no' };
}

function playOnly(shape: KeywordShape): KeywordDef {
  return { shape, on: onPlay, inherits: 'no' };
}

/** All keywords. `with_*` and module names are recognized beside this table. */
export const KEYWORDS: ReadonlyMap<string, KeywordDef> = new Map<string, KeywordDef>([
  ['name', { shape: 'text', on: everywhere, inherits: 'no' }],
  ['vars', { shape: 'vars', on: everywhere, inherits: 'all' }],
  ['tags', { shape: 'any', on: everywhere, inherits: 'all' }],
  ['environment', { shape: 'any', on: everywhere, inherits: 'all' }],
  ['when', { shape: 'conditions', on: belowPlay, inherits: 'all' }],
  ['become', nearest('boolean')],
  ['become_user', nearest('text')],
  ['become_method', nearest('text')],
  ['become_flags', nearest('text')],
  ['become_exe', nearest('text')],
  ['check_mode', nearest('boolean')],
  ['diff', nearest('boolean')],
  ['no_log', nearest('boolean')],
  ['connection', nearest('text')],
  ['remote_user', nearest('text')],
  ['port', nearest('number')],
  ['timeout', nearest('number')],
  ['throttle', { shape: 'number', on: belowPlay, inherits: 'nearest' }],
  ['run_once', nearest('boolean')],
  ['ignore_errors', nearest('boolean')],
  ['ignore_unreachable', nearest('boolean')],
  ['any_errors_fatal', nearest('boolean')],
  ['module_defaults', { shape: 'any', on: everywhere, inherits: 'all' }],
  ['collections', nearest('list')],
  ['debugger', nearest('text')],
  ['delegate_to', { shape: 'text', on: belowPlay, inherits: 'nearest' }],
  ['delegate_facts', { shape: 'boolean', on: belowPlay, inherits: 'nearest' }],
  ['notify', { shape: 'any', on: ['block', 'task', 'handler'], inherits: 'nearest' }],
  ['action', taskOnly('any')],
  ['local_action', taskOnly('any')],
  ['args', taskOnly('any')],
  ['async', taskOnly('number')],
  ['poll', taskOnly('number')],
  ['changed_when', taskOnly('conditions')],
  ['failed_when', taskOnly('conditions')],
  ['until', taskOnly('conditions')],
  ['retries', taskOnly('number')],
  ['delay', taskOnly('number')],
  ['register', taskOnly('text')],
  ['loop', taskOnly('any')],
  ['loop_control', taskOnly('map')],
  ['listen', { shape: 'any', on: ['handler'], inherits: 'no' }],
  ['block', { shape: 'list', on: ['block'], inherits: 'no' }],
  ['rescue', { shape: 'list', on: ['block'], inherits: 'no' }],
  ['always', { shape: 'list', on: ['block'], inherits: 'no' }],
  ['hosts', playOnly('any')],
  ['gather_facts', playOnly('boolean')],
  ['gather_subset', playOnly('any')],
  ['gather_timeout', playOnly('number')],
  ['fact_path', playOnly('text')],
  ['vars_files', playOnly('any')],
  ['vars_prompt', playOnly('list')],
  ['roles', playOnly('list')],
  ['pre_tasks', playOnly('list')],
  ['tasks', playOnly('list')],
  ['post_tasks', playOnly('list')],
  ['handlers', playOnly('list')],
  ['serial', playOnly('any')],
  ['order', playOnly('text')],
  ['strategy', playOnly('text')],
  ['max_fail_percentage', playOnly('number')],
  ['force_handlers', playOnly('boolean')],
  ['user', playOnly('text')],
]);

/** Keywords of Ansible 1.x that later releases refuse, and what they are called now. */
export const LEGACY_KEYWORDS: ReadonlyMap<string, string> = new Map([
  ['sudo', 'become'],
  ['sudo_user', 'become_user'],
  ['su', 'become'],
  ['su_user', 'become_user'],
]);

/** Names of the keywords that may stand at a place. */
export function keywordsOn(place: KeywordDef['on'][number]): readonly string[] {
  return [...KEYWORDS].filter(([, def]) => def.on.includes(place)).map(([name]) => name);
}
