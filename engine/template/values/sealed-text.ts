/**
 * Text that is a vault and stands as one in YAML: what the filter `vault` gives with `wrap_object`.
 * Observed with Ansible 2.14, whose class of it is no text of Python's either.
 */
import { Markup } from './markup.ts';

/** A vault as an object. It is passed on like markup is: whoever wants text gets its text. */
export class SealedText extends Markup {
  override readonly kind = 'AnsibleVaultEncryptedUnicode';
}
