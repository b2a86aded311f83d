#!/bin/sh
# Records how Ansible writes results as YAML; needs ansible-playbook with community.general.
cd "$(dirname "$0")" || exit
config="$(mktemp -d)"; trap 'rm -rf "$config"' EXIT; : >"$config/ansible.cfg"
export ANSIBLE_CONFIG="$config/ansible.cfg" ANSIBLE_LOCALHOST_WARNING=False ANSIBLE_NOCOLOR=1 LC_ALL=C.UTF-8
ANSIBLE_CALLBACK_RESULT_FORMAT=yaml ansible-playbook site.yml >lossy.txt 2>/dev/null
ANSIBLE_CALLBACK_RESULT_FORMAT=yaml ANSIBLE_CALLBACK_FORMAT_PRETTY=no ansible-playbook site.yml >exact.txt 2>/dev/null
ANSIBLE_STDOUT_CALLBACK=community.general.yaml ansible-playbook site.yml >community.txt 2>/dev/null
