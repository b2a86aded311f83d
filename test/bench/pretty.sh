#!/bin/bash
# What the live picture of --output pretty costs: the CPU time of the same run of HOSTS hosts (200) with
# it and with the usual text, both on a terminal, RUNS times (5) in turn. Prints seconds and the ratio.
set -euo pipefail
cd "$(dirname "$0")/../.."
hosts=${HOSTS:-200} runs=${RUNS:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
program=$PWD/dist/program/kplay.js

for ((host = 1; host <= hosts; host++)); do echo "node$host ansible_connection=local"; done >"$folder/hosts.ini"
{
  echo '- hosts: all'
  echo '  gather_facts: false'
  echo '  tasks:'
  for task in 1 2 3 4 5 6; do
    echo "    - {name: command $task, command: 'true', changed_when: $((task % 2))}"
    echo "    - {name: words $task, debug: {msg: some words of task $task}}"
  done
} >"$folder/site.yml"

# Gives user and system time together, in milliseconds.
measure() {
  local TIMEFORMAT='%U %S' times
  times=$({ time script -qec "node $program $folder/site.yml -i $folder/hosts.ini -f 20 --output $1" /dev/null >/dev/null; } 2>&1)
  awk '{printf "%d\n", ($1 + $2) * 1000}' <<<"$times"
}

measure text >/dev/null
for ((run = 1; run <= runs; run++)); do
  text=$(measure text) pretty=$(measure pretty)
  echo "$text $pretty"
done | awk '{text += $1; pretty += $2} END {printf "text %.2f s, pretty %.2f s, %.3f times\n", text / NR / 1000, pretty / NR / 1000, pretty / text}'
