#!/bin/sh
cat <<'JSON'
{"web": {"hosts": ["web1", "web2"], "vars": {"kind": "web", "ansible_connection": "local"}},
 "region": {"children": ["web"]}, "plain": ["web2"],
 "_meta": {"hostvars": {"web1": {"kind": "own"}}}}
JSON
