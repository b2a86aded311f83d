/** source: files in, located values out, as PyYAML and Ansible read them. */
export { loadContent, loadFile } from './load-file.ts';
export {
  parseOnlyYaml,
  parseYaml,
  parseYamlText,
  type YamlOptions,
  type YamlReading,
} from './parse-yaml.ts';
export { parseJson } from './parse-json.ts';
export { parseKeyValue, type KeyValueOptions } from './parse-key-value.ts';
export { splitArgs, type Word } from './split-args.ts';
export { take, type TextCursor } from './text-cursor.ts';
export { spanInside } from './span-inside.ts';
export { NO_VAULT, isVaultText, type VaultAnswer, type VaultReader } from './vault.ts';
