#!/bin/bash
# A directory of FILES small files (2000) copied to one lab host: kplay beside rsync, RUNS times (3) in turn, each
# first on a host without them and then with nothing to do. Prints seconds of each. TOOLS=ansible adds Ansible's own copy.
set -euo pipefail
cd "$(dirname "$0")/../.."
files=${FILES:-2000} runs=${RUNS:-3} tools=${TOOLS:-} lab=bench-tree
program=$PWD/dist/program/kplay.js
folder=$(mktemp -d)
trap 'node "$program" lab down --lab $lab >/dev/null; rm -rf "$folder"' EXIT

for ((file = 0; file < files; file++)); do
  ((file % 100 != 0)) || mkdir -p "$folder/tree/d$((file / 100))"
  echo "file $file has some words" >"$folder/tree/d$((file / 100))/f$file"
done
{
  echo '- {hosts: master1, become: true, gather_facts: false, tasks: [{copy: {src: tree/, dest: /srv/tree/}}]}'
} >"$folder/copy.yml"
# Aside and not away: where many files were removed, ext4 is slow to make new ones for minutes.
echo '- {hosts: master1, become: true, gather_facts: false, tasks: [{shell: "[ ! -e tree ] || mv tree aside.$$", args: {chdir: /srv}}]}' >"$folder/clean.yml"
cat >"$folder/rsync.yml" <<'YML'
- hosts: master1
  become: true
  gather_facts: false
  tasks:
    - copy: {src: "{{ item }}", dest: "{{ item }}", mode: preserve}
      loop: "{{ libraries.split() + ['/usr/bin/rsync'] }}"
YML

command -v rsync >/dev/null || apt-get install -y rsync >/dev/null
node "$program" lab up --lab $lab ${tools:+--python} >/dev/null
inventory=$(find /var/lib/kplay-lab/labs/$lab -name inventory.yml)
address=$(node "$program" inventory -i "$inventory" --host master1 | sed -n 's/.*"ansible_host": "\(.*\)".*/\1/p')
libraries=$(ldd "$(command -v rsync)" | awk '/popt|xxhash|zstd|lz4|libacl|crypto/ {print $3}' | tr '\n' ' ')
node "$program" "$folder/rsync.yml" -i "$inventory" -e "{\"libraries\": \"$libraries\"}" >/dev/null

ssh="ssh -i /var/lib/kplay-lab/id_ed25519 -o UserKnownHostsFile=/var/lib/kplay-lab/known_hosts -o IdentitiesOnly=yes"
seconds() {
  local TIMEFORMAT=%R
  { time "$@" >/dev/null; } 2>&1 | tail -1
}
run_kplay() { node "$program" "$folder/copy.yml" -i "$inventory"; }
run_rsync() { rsync -a --rsync-path='sudo rsync' -e "$ssh" "$folder/tree/" "vagrant@$address:/srv/tree/"; }
run_ansible() { ANSIBLE_PIPELINING=1 ansible-playbook "$folder/copy.yml" -i "$inventory"; }

for ((run = 1; run <= runs; run++)); do
  for tool in kplay rsync ${tools}; do
    node "$program" "$folder/clean.yml" -i "$inventory" >/dev/null
    first=$(seconds "run_$tool")
    echo "$tool: first $first s, second $(seconds "run_$tool") s"
  done
done
