/** Recognizes vault text. Opening it needs `crypto/`; until then reading it is a problem. */

export { vaultNotSupported } from './problems.ts';

/** Says whether a text is an encrypted vault as a whole. */
export function isVaultText(text: string): boolean {
  return text.startsWith('$ANSIBLE_VAULT;');
}
