#!/bin/sh
# Takes `key=value` words, as old-style modules do.
. "$1"
printf '{"msg": "%s, %s!"}\n' "${salutation:-Hello}" "$name"
