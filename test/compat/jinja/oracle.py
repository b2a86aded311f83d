#!/usr/bin/python3
"""Answers templates with real Ansible and Jinja2: one JSON request a line in, one answer a line out.

A request is {mode, template, vars, opts, dir}; an answer is {expect} with a tagged value, or
{error, text}. Templar is used the way tasks (mode `string`), the template module (`file`) and
conditions (`when`) use it. Values are tagged JSON: $float, $int (beyond 2**53), $tuple, $set, $dict
(keys that are no text, or look like numbers), $unsafe, $bytes.
"""
import json
import os
import re
import resource
import signal
import sys

from ansible.parsing.dataloader import DataLoader
from ansible.playbook.conditional import Conditional
from ansible.template import AnsibleEnvironment, Templar
from ansible.template.native_helpers import AnsibleUndefined
from ansible.utils.unsafe_proxy import AnsibleUnsafeText

HERE = os.path.dirname(os.path.abspath(__file__))
INT_KEY = re.compile(r'^(0|[1-9]\d*)$')


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
        if all(isinstance(key, str) and not key.startswith('$') and not INT_KEY.match(key) for key in value):
            return {str(key): encode(entry) for key, entry in value.items()}
        return {'$dict': [[encode(key), encode(entry)] for key, entry in value.items()]}
    if isinstance(value, list):
        return [encode(item) for item in value]
    return str(value)


DECODERS = {
    '$float': float,
    '$int': int,
    '$tuple': lambda items: tuple(decode(item) for item in items),
    '$set': lambda items: {decode(item) for item in items},
    '$dict': lambda pairs: {decode(key): decode(entry) for key, entry in pairs},
    '$unsafe': AnsibleUnsafeText,
    '$bytes': lambda text: text.encode('latin-1'),
}


def decode(value):
    if isinstance(value, list):
        return [decode(item) for item in value]
    if isinstance(value, dict):
        if len(value) == 1:
            tag, content = next(iter(value.items()))
            if tag in DECODERS:
                return DECODERS[tag](content)
        return {key: decode(entry) for key, entry in value.items()}
    return value


def render(mode, template, variables, folder, opts=None):
    loader = DataLoader()
    loader.set_basedir(folder)
    templar = Templar(loader=loader, variables=variables)
    if mode == 'when':
        condition = Conditional(loader=loader)
        condition.when = [template]
        return bool(condition.evaluate_conditional(templar, variables))
    if mode == 'file':
        syntax = {'newline_sequence': '\n', 'trim_blocks': True, 'lstrip_blocks': False, **(opts or {})}
        nested = templar.copy_with_new_env(
            environment_class=AnsibleEnvironment,
            searchpath=[os.path.join(folder, 'templates')],
            available_variables=variables,
            **syntax,
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


def answer(request):
    try:
        result = render(
            request['mode'],
            request['template'],
            decode(request.get('vars', {})),
            request.get('dir', os.path.join(HERE, 'fixtures')),
            request.get('opts'),
        )
        if isinstance(result, AnsibleUndefined):
            raise ValueError('undefined')
        return {'expect': encode(result)}
    except Exception as error:  # Whatever fails in Ansible must fail here.
        return {'error': find_kind(error), 'text': str(error)[:2000]}


def too_slow(_signal, _frame):
    raise TimeoutError('the render took too long')


def main():
    signal.signal(signal.SIGALRM, too_slow)
    # What makes too much fails like any other template.
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    for line in sys.stdin:
        signal.alarm(10)
        reply = answer(json.loads(line))
        signal.alarm(0)
        sys.stdout.write(json.dumps(reply) + '\n')
        sys.stdout.flush()


if __name__ == '__main__':
    main()
