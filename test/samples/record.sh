#!/bin/sh
# Records what the installed ansible-playbook prints for every case (or those below a folder that is
# named), normalized as samples.test.ts does. A case is a folder with `site.yml` and, where it needs
# them, `hosts.ini`, `hosts.yml` or `inventory/hosts.ini`, `extra-vars.txt`, `vault-password`,
# `ansible.cfg` and further flags as words in `arguments.txt`.
set -uf
cd "$(dirname "$0")" || exit 1
find "${1:-.}" -name site.yml | sort | while read -r site; do
  folder=$(cd "$(dirname "$site")" && pwd)
  set --
  for inventory in hosts.ini hosts.yml inventory/hosts.ini; do
    [ -f "$folder/$inventory" ] && set -- "$@" -i "$folder/$inventory"
  done
  [ -f "$folder/extra-vars.txt" ] && set -- "$@" -e "$(cat "$folder/extra-vars.txt")"
  [ -f "$folder/vault-password" ] && set -- "$@" --vault-password-file "$folder/vault-password"
  # shellcheck disable=SC2046 # These are words.
  [ -f "$folder/arguments.txt" ] && set -- "$@" $(cat "$folder/arguments.txt")
  export ANSIBLE_SHOW_CUSTOM_STATS=1
  # The settings are those of `ansible.cfg` in the current folder.
  text=$(cd "$folder" && ansible-playbook -f 1 "$@" "$folder/site.yml" 2>/dev/null </dev/null)
  code=$?
  FOLDER=$folder CODE=$code TEXT=$text python3 - >"$folder/expected.txt" <<'PY'
import os, re
text = os.environ['TEXT'].replace(os.environ['FOLDER'], '.').replace('\r', '')
text = re.sub(r"('[\w ]+' (?:is undefined|has no attribute '\w+'))\. \1", r'\1', text)
text = re.sub(r'(?:\\n)+The error appears to be in (?:[^"\\]|\\.)*"', '"', text)
text = re.sub(r'"(delta|start|end)": "[^"]*"', r'"\1": "…"', text)
text = re.sub(r"(The error was: '[^']*' is undefined)[^\"]*\"", r'\1"', text)
text = re.sub(r'(template error while templating string: ([^"]*?)\. String: [^"]*? endif %\})\. \2', r'\1', text)
text = re.sub(r'An exception occurred .*: NoneType: None\n', '', text)
text = text.replace(' on the Ansible Controller.', ' on the kplay controller.')
text = text.replace('ansible.parsing.yaml.objects.AnsibleUnicode', 'str')
text = re.sub(r'\bj\d+\.\d+', 'jN', text)
text = re.sub(r'"ansible_facts": \{"discovered_interpreter_python": "[^"]*"\}, ', '', text)
text = re.sub(r'\n{2,}', '\n', text).strip()
print(f"{text}\nexit code {os.environ['CODE']}")
PY
done
