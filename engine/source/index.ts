/** source: files in, located values out, as PyYAML and Ansible read them. */
export { loadFile } from './load-file.ts';
export { parseYaml, parseYamlText, type YamlReading } from './parse-yaml.ts';
export { parseJson } from './parse-json.ts';
export { parseKeyValue, type KeyValueOptions } from './parse-key-value.ts';
export { splitArgs, type Word } from './split-args.ts';
export { spanInside } from './span-inside.ts';
export { isVaultText, vaultNotSupported } from './vault.ts';
