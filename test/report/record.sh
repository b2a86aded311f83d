#!/bin/bash
# Records what ansible-playbook prints for playbooks/*.yml into golden/. Run by hand when the
# playbooks or the version of Ansible that we compare with change; needs ansible-playbook.
set -u
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp -r "$here/playbooks" "$work/play"
mkdir -p "$here/golden"
: >"$work/ansible.cfg"
export ANSIBLE_CONFIG="$work/ansible.cfg" ANSIBLE_LOCALHOST_WARNING=False ANSIBLE_NOCOWS=1
export ANSIBLE_FORKS=1 ANSIBLE_LOCAL_TEMP="$work/tmp" ANSIBLE_REMOTE_TEMP="$work/tmp" LC_ALL=C.UTF-8 PYTHONUNBUFFERED=1

version="$(ansible-playbook --version | sed -n 1p)"

cat >"$work/hosts.ini" <<'HOSTS'
web1 ansible_connection=local ansible_python_interpreter=/usr/bin/python3
web2 ansible_connection=local ansible_python_interpreter=/usr/bin/python3
master1 ansible_connection=local ansible_python_interpreter=/usr/bin/python3
HOSTS
cat >"$work/away.ini" <<'HOSTS'
web1 ansible_connection=local ansible_python_interpreter=/usr/bin/python3
web2 ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=1
HOSTS

# record NAME PLAYBOOK ARGUMENTS...: writes golden/NAME.txt, its first line says where it is from.
record() {
  name="$1" playbook="$2"
  shift 2
  rm -rf "$work/play/scratch"
  mkdir "$work/play/scratch"
  printf 'a\nb\nc\nd\ne\nf\ng\nh\ni\n' >"$work/play/scratch/old.conf"
  printf 'last\n' >"$work/play/scratch/same.conf"
  touch "$work/play/scratch/plain.conf"
  chmod 600 "$work/play/scratch/old.conf"
  (cd "$work/play" && ansible-playbook "$@" "$playbook.yml" >"$work/out" 2>&1)
  code=$?
  {
    printf '# %s; %s; exit code %s\n' "$version" "$playbook.yml $(printf '%s ' "$@" | sed "s#$work/##g; s# \$##")" "$code"
    sed -e "s#$work/play#/srv/play#g" -e "s#$work#/tmp#g" \
      -e 's/"delta": "[^"]*"/"delta": "0:00:00.001000"/' \
      -e 's/"\(start\|end\)": "[^"]*"/"\1": "2026-11-24 10:00:00.000000"/g' \
      -e 's#/tmp/tmp/ansible-local-[^/]*/[[:alnum:]_.]*#/tmp/source#g' \
      -e 's/"id": "[^"]*"/"id": "1"/' -e '/^Using .* as config file$/d' "$work/out" | sed -n '/\*\*\*\|FAILED\|^{/,$p'
  } >"$here/golden/$name.txt"
}

record results results -i "$work/hosts.ini" --limit web1,web2
record results-v results -i "$work/hosts.ini" --limit web1,web2 -v
record results-vv results -i "$work/hosts.ini" --limit web1,web2 -vv
record debug debug -i "$work/hosts.ini"
record debug-v debug -i "$work/hosts.ini" -v
record loops loops -i "$work/hosts.ini"
record loops-v loops -i "$work/hosts.ini" -v
record failures failures -i "$work/hosts.ini" --limit web1,web2
record handlers handlers -i "$work/hosts.ini" --limit web1,web2
record diffs diffs -i "$work/hosts.ini" --diff
record unreachable unreachable -i "$work/away.ini"
record stop stop -i "$work/hosts.ini" --limit web1,web2
record warnings warnings -i "$work/hosts.ini"
ANSIBLE_FORCE_COLOR=1 record failures-color failures -i "$work/hosts.ini" --limit web1,web2
ANSIBLE_FORCE_COLOR=1 record diffs-color diffs -i "$work/hosts.ini" --diff
ANSIBLE_FORCE_COLOR=1 record unreachable-color unreachable -i "$work/away.ini"
ANSIBLE_DISPLAY_SKIPPED_HOSTS=false record loops-no-skipped loops -i "$work/hosts.ini"
ANSIBLE_DISPLAY_OK_HOSTS=false record results-no-ok results -i "$work/hosts.ini" --limit web1,web2
ANSIBLE_STDOUT_CALLBACK=minimal record failures-minimal failures -i "$work/hosts.ini" --limit web1,web2
ANSIBLE_STDOUT_CALLBACK=ansible.posix.json record handlers-json handlers -i "$work/hosts.ini" --limit web1,web2
