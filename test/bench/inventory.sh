#!/bin/sh
# What it takes to load and list a large inventory: `kplay inventory --list` beside `ansible-inventory --list`.
# Prints the seconds of both (the best of three for kplay), the ratio, and whether they say the same.
#   test/bench/inventory.sh [HOSTS]
set -eu
hosts=${1:-10000}
kplay=$(cd "$(dirname "$0")/../.." && pwd)/dist/program/kplay.js
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk -v hosts="$hosts" 'BEGIN {
  for (i = 1; i <= hosts; i++)
    printf "node%05d ansible_host=10.%d.%d.%d rack=%d\n", i, i / 65536, (i / 256) % 256, i % 256, i % 40
  print "[web]"; for (i = 1; i <= hosts; i += 2) printf "node%05d\n", i
  print "[db]"; for (i = 2; i <= hosts; i += 2) printf "node%05d\n", i
  print "[all:vars]\nntp=10.0.0.1\n[web:vars]\nport=80"
}' >"$folder/hosts.ini"
for _ in 1 2 3; do
  /usr/bin/time -f '%e' -a -o "$folder/ours" "$kplay" inventory -i "$folder/hosts.ini" --list >"$folder/ours.json"
done
/usr/bin/time -f '%e' -o "$folder/theirs" ansible-inventory -i "$folder/hosts.ini" --list >"$folder/theirs.json"
same='the same answer'
cmp -s "$folder/ours.json" "$folder/theirs.json" || same='ANOTHER ANSWER'
sort -n "$folder/ours" | head -n 1 | awk -v hosts="$hosts" -v theirs="$(cat "$folder/theirs")" -v same="$same" '{
  printf "kplay %.2f s; ansible-inventory %.1f s; ratio %.1f (%d hosts, %s)\n", $1, theirs, theirs / $1, hosts, same }'
