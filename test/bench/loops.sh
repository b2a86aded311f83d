#!/bin/bash
# A loop of ITEMS items (1000) of file, copy, template and lineinfile on one lab host: kplay beside
# TOOLS (mitogen; ansible takes minutes a run), RUNS times (3), the first run on a fresh host and the
# second that changes nothing. KINDS chooses among them. Prints the medians and the ratios of each:
# where a lab was just made, its disk is slow for some seconds, which the first round pays for.
set -euo pipefail
cd "$(dirname "$0")/../.."
items=${ITEMS:-1000} runs=${RUNS:-3} tools=${TOOLS:-mitogen}
kinds=${KINDS:-file copy template lineinfile}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir "$folder/templates"
printf 'name = {{ item }}\nhost = {{ inventory_hostname }}\n{%% if item %% 2 %%}odd{%% else %%}even{%% endif %%}\n' \
  >"$folder/templates/item.j2"
declare -A tasks=(
  [file]='file: {path: "/srv/loop/dir{{ item }}", state: directory, mode: "0750"}'
  [copy]='copy: {dest: "/srv/loop/copy{{ item }}", content: "words of {{ item }}\n", mode: "0640"}'
  [template]='template: {dest: "/srv/loop/file{{ item }}", src: item.j2, mode: "0640"}'
  [lineinfile]='lineinfile: {path: /srv/loop/lines, line: "name{{ item }}=1", create: true, mode: "0640"}'
)

for kind in $kinds; do
  {
    echo '- hosts: master1'
    echo '  become: true'
    echo '  gather_facts: false'
    echo '  tasks:'
    echo '    - file: {path: /srv/loop, state: directory, mode: "0755"}'
    echo "    - ${tasks[$kind]}"
    echo "      loop: \"{{ range($items) | list }}\""
  } >"$folder/$kind.yml"
  echo "== $kind, $items items"
  dist/program/kplay.js lab bench --playbook "$folder/$kind.yml" --runs "$runs" --rtt 0 --tools "kplay,$tools"
done
