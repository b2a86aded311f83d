"""Records how Ansible reads the fixtures: /usr/bin/python3 test/inventory/record.py"""
import json
import os
import pathlib

import ansible
from ansible.inventory.helpers import sort_groups
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.utils.display import Display
from ansible.vars.manager import VariableManager

FIXTURES = pathlib.Path(__file__).parent / 'fixtures'
MAGIC = {
    'ansible_facts', 'ansible_playbook_python', 'ansible_python_interpreter', 'ansible_version',
    'environment', 'group_names', 'groups', 'hostvars', 'inventory_dir', 'inventory_file',
    'inventory_hostname', 'inventory_hostname_short', 'omit', 'playbook_dir', 'vars',
    'ansible_config_file', 'ansible_check_mode', 'ansible_diff_mode', 'ansible_forks',
    'ansible_inventory_sources', 'ansible_limit', 'ansible_run_tags', 'ansible_skip_tags',
    'ansible_verbosity',
}
warnings = []
Display.warning = lambda self, message, formatted=False: warnings.append(message)


def encode(value):
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return {'int': str(value)}
    if isinstance(value, float):
        return {'float': repr(value)}
    if isinstance(value, bytes):
        return {'bytes': value.hex()}
    if isinstance(value, tuple):
        return {'tuple': [encode(item) for item in value]}
    if isinstance(value, set):
        return {'set': [encode(item) for item in value]}
    if isinstance(value, list):
        return [encode(item) for item in value]
    return {'dict': [[encode(key), encode(item)] for key, item in value.items()]}


def match(manager, pattern, limit=None):
    warnings.clear()
    manager.clear_caches()
    try:
        manager.subset(limit)
        names = [host.name for host in manager.get_hosts(pattern)]
    except Exception as error:
        return {'error': type(error).__name__}
    finally:
        manager.subset(None)
    return {'hosts': names, 'warnings': sorted(set(w for w in warnings if 'host pattern' in w))}


def record(folder):
    case = json.loads((folder / 'case.json').read_text())
    os.chdir(folder)
    loader = DataLoader()
    loader.set_basedir(str(folder / case.get('playbook', 'no-playbook')))
    manager = InventoryManager(loader=loader, sources=case['sources'])
    variables = VariableManager(loader=loader, inventory=manager)

    def read(host):
        found = variables.get_vars(host=host, include_hostvars=False)
        return {name: encode(value) for name, value in found.items() if name not in MAGIC}

    return {
        'hosts': list(manager.hosts),
        'groups': {
            name: {
                'hosts': [host.name for host in group.hosts],
                'children': [child.name for child in group.child_groups],
                'depth': group.depth,
                'priority': group.priority,
            }
            for name, group in manager.groups.items()
        },
        'vars': {name: read(host) for name, host in manager.hosts.items()},
        'groupsOf': {
            name: [group.name for group in sort_groups(host.get_groups())]
            for name, host in manager.hosts.items()
        },
        'patterns': {pattern: match(manager, pattern) for pattern in case['patterns']},
        'limited': [
            [pattern, limit, match(manager, pattern, limit)]
            for pattern, limit in case.get('limited', [])
        ],
    }


recorded = {'by': 'ansible-core ' + ansible.__version__}
for folder in sorted(FIXTURES.resolve().iterdir()):
    recorded[folder.name] = record(folder)
text = json.dumps(recorded, indent=1, ensure_ascii=False)
(FIXTURES.resolve().parent / 'recorded.json').write_text(text + '\n')
