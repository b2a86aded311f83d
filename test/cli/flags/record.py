"""Records the flags of Ansible's programs, and what ansible-playbook does with each of its own: /usr/bin/python3 test/cli/flags/record.py [CASE…]"""
import importlib
import json
import pathlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).parent
PROJECT = HERE / 'project'
ENVIRONMENT = {
    'PATH': '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', 'HOME': '/nonexistent', 'LANG': 'C.UTF-8',
    'ANSIBLE_HOME': '/tmp/.ansible-record', 'ANSIBLE_LOCAL_TEMP': '/tmp/.ansible-record/tmp', 'ANSIBLE_CONFIG': str(PROJECT / 'ansible.cfg'),
    'ANSIBLE_NOCOLOR': '1',
}
PROGRAMS = {
    'ansible-playbook': ('playbook', 'PlaybookCLI'), 'ansible': ('adhoc', 'AdHocCLI'), 'ansible-inventory': ('inventory', 'InventoryCLI'),
    'ansible-doc': ('doc', 'DocCLI'), 'ansible-config': ('config', 'ConfigCLI'), 'ansible-vault': ('vault', 'VaultCLI'),
}


def list_actions(parser):
    for action in parser._actions:
        yield from action.option_strings and [action] or []
        if isinstance(getattr(action, 'choices', None), dict):
            for child in action.choices.values():
                yield from list_actions(child)


def list_flags(program):
    module, name = PROGRAMS[program]
    cli = getattr(importlib.import_module(f'ansible.cli.{module}'), name)([program, 'x'])
    cli.init_parser()
    flags = {}
    for action in list_actions(cli.parser):
        takes = action.nargs != 0
        for word in action.option_strings:
            flags[word] = takes
    return dict(sorted(flags.items()))


def run(words, env, given):
    end = subprocess.run(['ansible-playbook', *words], cwd=PROJECT, env={**ENVIRONMENT, **env}, input=given or '', capture_output=True, text=True)
    # Hosts answer in whatever order, and take their time: lines are compared in order of their text.
    text = re.sub(r'"(delta|start|end)": "[^"]*"', r'"\1": "…"', end.stdout.replace(str(PROJECT), '<here>'))
    return {'code': end.returncode, 'lines': sorted(line for line in text.split('\n') if line)}


def record(case):
    calls = [(words, {}) for words in case['runs']]
    if 'env' in case:
        # The environment alone, without the flag: the playbook, the inventory, and what else is needed.
        inventory = [] if 'ANSIBLE_INVENTORY' in case['env'] else case['runs'][0][1:3]
        rest = case.get('rest', []) + (case['runs'][0][5:7] if 'ANSIBLE_TRANSPORT' in case['env'] else [])
        calls.append(([case['runs'][0][0], *inventory, *rest], case['env']))
    ends = [run(words, env, case.get('input')) for words, env in calls]
    first = ends[0]
    if case.get('only') == 'code':
        first['lines'] = []
    for end, (words, env) in zip(ends, calls):
        if end['code'] != first['code'] or (case.get('only') != 'code' and end['lines'] != first['lines']):
            print(f'{words} {env} differs from {calls[0][0]}:\n{end}\n{first}', file=sys.stderr)
    return {'flag': case['flag'], 'calls': [{'words': words, 'env': env} for words, env in calls], **first, **{key: case[key] for key in ('only', 'input', 'hides') if key in case}}


# Named cases alone are recorded anew; all of them where none is named.
cases = json.loads((HERE / 'cases.json').read_text())
known = {case['flag']: case for case in json.loads((HERE / 'recorded.json').read_text())['cases']} if sys.argv[1:] else {}
with ThreadPoolExecutor(4) as pool:
    recorded = list(pool.map(lambda case: known[case['flag']] if known and case['flag'] not in sys.argv[1:] else record(case), cases))
table = {'flags': {program: list_flags(program) for program in PROGRAMS}, 'cases': recorded}
(HERE / 'recorded.json').write_text(json.dumps(table, indent=1, ensure_ascii=False) + '\n')
