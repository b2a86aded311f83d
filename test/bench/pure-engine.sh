#!/bin/sh
# What the engine itself costs: tasks that touch no host (set_fact, debug, a command that is skipped).
# Prints seconds and memory of kplay, seconds of ansible-playbook and the ratio for one number of hosts.
#   test/bench/pure-engine.sh [HOSTS] [HOSTS_FOR_ANSIBLE]
# Ansible's time grows with the hosts: it may be measured on fewer of them and is then scaled up.
set -eu
hosts=${1:-1000}
fewer=${2:-$hosts}
kplay=$(cd "$(dirname "$0")/../.." && pwd)/dist/program/kplay.js
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
seq -f 'node%05.0f ansible_connection=local' "$hosts" >"$folder/hosts.ini"
head -n "$fewer" "$folder/hosts.ini" >"$folder/fewer.ini"
{
  printf -- '- hosts: all\n  gather_facts: false\n  vars: {base: 10, ports: {api: 6443}}\n  tasks:\n'
  for i in $(seq 34); do
    printf '    - set_fact: {port_%s: "{{ base + %s }}", who: "{{ inventory_hostname }}"}\n' "$i" "$i"
    [ "$i" -gt 33 ] || printf '    - debug: {msg: "{{ who }} {{ port_%s }} {{ ports.api }}"}\n' "$i"
    [ "$i" -gt 33 ] || printf '    - command: uptime\n      when: port_%s | int > 1000\n' "$i"
  done
} >"$folder/site.yml"
/usr/bin/time -f '%e %M' -o "$folder/ours" "$kplay" -i "$folder/hosts.ini" "$folder/site.yml" >/dev/null 2>&1
/usr/bin/time -f '%e' -o "$folder/theirs" ansible-playbook -i "$folder/fewer.ini" "$folder/site.yml" >/dev/null 2>&1
awk -v hosts="$hosts" -v fewer="$fewer" 'NR == FNR { ours = $1; mb = $2 / 1024; next }
  { theirs = $1 * hosts / fewer
    printf "kplay %.1f s, %.0f MB; ansible-playbook %.1f s; ratio %.1f (%d hosts x 100 tasks)\n", ours, mb, theirs, theirs / ours, hosts }' "$folder/ours" "$folder/theirs"
