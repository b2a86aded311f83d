#!/usr/bin/python3
"""Records what real Ansible and Jinja2 answer to the cases of cases.yml, into recorded.json.

Run it on a machine with ansible-core 2.14 after changing cases.yml; oracle.py says how templates
are rendered and how values are written.
"""
import json
import os
import sys

import jinja2
import yaml
from ansible.release import __version__ as ansible_version

from oracle import HERE, answer, encode


def record(group, mode, template, variables):
    folder = os.path.join(HERE, 'playbook')
    request = {'mode': mode, 'template': template, 'vars': variables, 'dir': folder}
    reply = answer(json.loads(json.dumps(request)))
    reply.pop('text', None)
    return {'group': group, 'mode': mode, 'template': template, **reply}


def main():
    with open(os.path.join(HERE, 'cases.yml'), encoding='utf-8') as stream:
        groups = yaml.safe_load(stream)
    cases = []
    variables = {}
    for group, content in groups.items():
        variables[group] = content.get('vars', {})
        for mode in ('string', 'file', 'when'):
            for template in content.get(mode, []):
                cases.append(record(group, mode, template, variables[group]))
    recorded = {
        'ansible': ansible_version,
        'jinja2': jinja2.__version__,
        'python': '.'.join(map(str, sys.version_info[:3])),
        'vars': {group: encode(values) for group, values in variables.items()},
        'cases': cases,
    }
    with open(os.path.join(HERE, 'recorded.json'), 'w', encoding='utf-8') as stream:
        json.dump(recorded, stream, ensure_ascii=False, indent=1)
        stream.write('\n')
    failed = sum('error' in case for case in cases)
    print(f'{len(cases)} cases, {failed} of them errors')


if __name__ == '__main__':
    main()
