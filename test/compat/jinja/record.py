#!/usr/bin/python3
"""Records what real Ansible and Jinja2 answer to the cases of cases.yml, into recorded.json.

Run it on a machine with ansible-core 2.14 after changing cases.yml. It uses Ansible's Templar the
way tasks, the template module and conditions use it. Values are written as tagged JSON: $float,
$int (beyond 2**53), $tuple, $set, $dict (keys that are no text), $bytes.
"""
import json
import os
import sys

import jinja2
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.conditional import Conditional
from ansible.release import __version__ as ansible_version
from ansible.template import AnsibleEnvironment, Templar
from ansible.template.native_helpers import AnsibleUndefined

HERE = os.path.dirname(os.path.abspath(__file__))


def encode(value):
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else {'$int': str(value)}
    if isinstance(value, float):
        return {'$float': repr(value)}
    if isinstance(value, bytes):
        return {'$bytes': value.decode('latin-1')}
    if isinstance(value, tuple):
        return {'$tuple': [encode(item) for item in value]}
    if isinstance(value, (set, frozenset)):
        return {'$set': [encode(item) for item in sorted(value, key=repr)]}
    if isinstance(value, dict):
        if all(isinstance(key, str) and not key.startswith('$') for key in value):
            return {str(key): encode(entry) for key, entry in value.items()}
        return {'$dict': [[encode(key), encode(entry)] for key, entry in value.items()]}
    if isinstance(value, list):
        return [encode(item) for item in value]
    return str(value)


def render(mode, template, variables):
    loader = DataLoader()
    loader.set_basedir(os.path.join(HERE, 'playbook'))
    templar = Templar(loader=loader, variables=variables)
    if mode == 'when':
        condition = Conditional(loader=loader)
        condition.when = [template]
        return condition.evaluate_conditional(templar, variables)
    if mode == 'file':
        search = [os.path.join(HERE, 'playbook', 'templates')]
        nested = templar.copy_with_new_env(
            environment_class=AnsibleEnvironment,
            searchpath=search,
            newline_sequence='\n',
            trim_blocks=True,
            lstrip_blocks=False,
            available_variables=variables,
        )
        return nested.do_template(template, preserve_trailing_newlines=True, escape_backslashes=False)
    return templar.template(template)


def find_kind(error):
    names = [one.__name__ for one in type(error).__mro__]
    text = str(error)
    if 'AnsibleUndefinedVariable' in names or 'is undefined' in text:
        return 'undefined'
    syntax = ('template error while templating string', 'Invalid conditional', 'expected token')
    return 'syntax' if any(word in text for word in syntax) else 'runtime'


def record(group, mode, template, variables):
    case = {'group': group, 'mode': mode, 'template': template}
    try:
        result = render(mode, template, json.loads(json.dumps(variables)))
        if isinstance(result, AnsibleUndefined):
            raise ValueError('undefined')
        case['expect'] = encode(result)
    except Exception as error:  # Whatever fails in Ansible must fail here.
        case['error'] = find_kind(error)
    return case


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


main()
