/**
 * JSON Schemas of the files beside playbooks: inventories in YAML, and what a role says of its
 * arguments. Source: ansible-core 2.14, the yaml inventory plugin and «Role argument validation».
 */
import { renderSchema, type JsonMap } from './schema-parts.ts';

/** The words that connections and becoming go by; a host may have any others, too. */
const HOST_WORDS: JsonMap = {
  ansible_host: { type: 'string', description: 'name or address to connect to' },
  ansible_port: { type: ['integer', 'string'], description: 'port to connect to' },
  ansible_user: { type: 'string', description: 'whom to log in as' },
  ansible_connection: { type: 'string', description: 'ssh, local, docker or podman' },
  ansible_ssh_private_key_file: { type: 'string', description: 'key to log in with' },
  ansible_become: { type: ['boolean', 'string'], description: 'become another user' },
  ansible_become_user: { type: 'string', description: 'whom to become' },
};

const VARIABLES: JsonMap = {
  type: ['object', 'null'],
  properties: HOST_WORDS,
  additionalProperties: true,
};

const GROUP: JsonMap = {
  type: ['object', 'null'],
  properties: {
    vars: { $ref: '#/$defs/variables' },
    hosts: {
      type: ['object', 'null', 'string'],
      description: 'hosts by name, each with its variables; `node[1:3]` is three hosts',
      additionalProperties: { $ref: '#/$defs/variables' },
    },
    children: {
      type: ['object', 'null', 'string'],
      description: 'groups in this group',
      additionalProperties: { $ref: '#/$defs/group' },
    },
  },
  additionalProperties: false,
};

/** Renders the schema of an inventory in YAML as JSON text. */
export function renderInventorySchema(): string {
  return renderSchema('An inventory of kplay', {
    type: 'object',
    // What a plugin reads from the file is the plugin's own.
    if: { required: ['plugin'] },
    then: { properties: { plugin: { type: 'string' } } },
    else: { additionalProperties: { $ref: '#/$defs/group' } },
    $defs: { group: GROUP, variables: VARIABLES },
  });
}

const NAMES: JsonMap = { type: 'array', items: { type: 'string' } };
const NAME_LISTS: JsonMap = { type: 'array', items: NAMES };
const TEXT_OR_LINES: JsonMap = {
  anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
};

function toOption(types: readonly string[]): JsonMap {
  return {
    type: ['object', 'null'],
    properties: {
      type: { enum: types, default: 'str', description: 'what the value is turned into' },
      elements: { enum: types, description: 'what the items of a list are turned into' },
      required: { type: 'boolean' },
      default: {},
      choices: { type: 'array', description: 'the only values' },
      description: TEXT_OR_LINES,
      no_log: { type: 'boolean', description: 'never shown' },
      aliases: NAMES,
      fallback: { type: 'object' },
      deprecated_aliases: { type: 'array' },
      apply_defaults: { type: 'boolean' },
      removed_in_version: { type: ['string', 'number'] },
      removed_at_date: { type: 'string' },
      removed_from_collection: { type: 'string' },
      version_added: { type: ['string', 'number'] },
      options: { $ref: '#/$defs/options' },
      ...rules(),
    },
    additionalProperties: false,
  };
}

/** Rules between options. */
function rules(): JsonMap {
  return {
    mutually_exclusive: { anyOf: [NAME_LISTS, NAMES] },
    required_together: NAME_LISTS,
    required_one_of: NAME_LISTS,
    required_if: { type: 'array', items: { type: 'array' } },
    required_by: { type: 'object' },
  };
}

/**
 * Renders the schema of a role's meta/argument_specs.yml as JSON text.
 * @param types the types that an option may have
 */
export function renderArgumentSpecsSchema(types: readonly string[]): string {
  const entryPoint = {
    type: ['object', 'null'],
    properties: {
      short_description: { type: 'string' },
      description: TEXT_OR_LINES,
      author: TEXT_OR_LINES,
      version_added: { type: ['string', 'number'] },
      options: { $ref: '#/$defs/options' },
      ...rules(),
    },
  };
  return renderSchema('Arguments of a role of kplay', {
    type: 'object',
    required: ['argument_specs'],
    properties: {
      argument_specs: { type: 'object', additionalProperties: entryPoint },
    },
    $defs: {
      option: toOption(types),
      options: { type: ['object', 'null'], additionalProperties: { $ref: '#/$defs/option' } },
    },
  });
}
