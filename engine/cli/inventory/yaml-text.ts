/** YAML of an inventory, in which vaults stay what they are: `!vault |` and their lines. */
import { Dict, isList, type Value } from '../../base/index.ts';
import { dumpYaml } from '../../template/index.ts';
import { VAULT_KEY } from './view.ts';

/** Puts a word in the place of every vault, so that the emitter lays out the rest. */
function replaceVaults(value: Value, vaults: string[]): Value {
  if (isList(value)) {
    const items = value.map((item) => replaceVaults(item, vaults));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!(value instanceof Dict)) return value;
  const vault = value.get(VAULT_KEY);
  if (typeof vault === 'string') {
    vaults.push(vault);
    return `kplay_vault_${String(vaults.length - 1)}_`;
  }
  const entries = [...value].map(([key, item]) => [key, replaceVaults(item, vaults)] as const);
  // What holds no vault stays the same object: YAML shows it once and refers to it.
  return entries.every(([key, item]) => value.get(key) === item) ? value : new Dict(entries);
}

/** Writes a value as YAML. */
export function toYamlText(value: Value): string {
  const vaults: string[] = [];
  const text = dumpYaml(replaceVaults(value, vaults));
  if (vaults.length === 0) return text;
  return text.replace(/^.*kplay_vault_(\d+)_$/gm, (line, index: string) => {
    const [, space = '', dashes = '', head = ''] =
      /^( *)((?:- )*)(.*)kplay_vault_/.exec(line) ?? [];
    const indent = `${space}${' '.repeat(dashes.length)}  `;
    const lines = (vaults[Number(index)] ?? '').trimEnd().split('\n');
    return [`${space}${dashes}${head}!vault |`, ...lines.map((each) => indent + each)].join('\n');
  });
}
