/** Hands a passphrase to ssh-keygen without naming it in arguments, which everybody could read. */
import { sh, type Sh } from '../../shell/index.ts';

/**
 * Makes the little program that ssh-keygen asks, and says so in its environment. It takes away
 * itself with `DROP_ASKPASS`.
 */
export function offerPassphrase(passphrase: string): Sh {
  return sh`a=$(mktemp) || exit
printf '#!/bin/sh\nprintf "%%s\\n" "$KPLAY_PASSPHRASE"\n' >"$a"; chmod 700 "$a"
KPLAY_PASSPHRASE=${passphrase} SSH_ASKPASS=$a SSH_ASKPASS_REQUIRE=force DISPLAY=:0
export KPLAY_PASSPHRASE SSH_ASKPASS SSH_ASKPASS_REQUIRE DISPLAY`;
}

/** Takes the little program away. */
export const DROP_ASKPASS: Sh = sh`rm -f -- "$a"`;
