"""Records what PyYAML reads, for yaml.test.ts: python3 test/source/record.py"""
import datetime
import json
import pathlib

import yaml

HERE = pathlib.Path(__file__).parent


class Loader(yaml.SafeLoader):
    pass


def unsafe(loader, node):
    return ('unsafe', loader.construct_scalar(node))


Loader.add_constructor('!unsafe', unsafe)


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, tuple):
        return {'unsafe': value[1]}
    if isinstance(value, int):
        return {'int': str(value)}
    if isinstance(value, float):
        return {'float': repr(value)}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {'date': str(value), 'iso': value.isoformat()}
    if isinstance(value, bytes):
        return {'bytes': value.hex()}
    if isinstance(value, (set, frozenset)):
        return {'set': sorted(value)}
    if isinstance(value, list):
        return [encode(item) for item in value]
    return {'dict': [[encode(key), encode(item)] for key, item in value.items()]}


def read(text):
    try:
        documents = list(yaml.load_all(text, Loader=Loader))
    except Exception as error:
        return {'error': type(error).__name__}
    return {'documents': [encode(document) for document in documents]}


def read_file(data):
    """Ansible reads a whole file as JSON when it can."""
    try:
        return {'documents': [encode(json.loads(data))]}
    except ValueError:
        return read(data)


def main():
    scalars = (HERE / 'scalars.txt').read_text().splitlines()
    recorded = {
        'by': 'PyYAML ' + yaml.__version__,
        'scalars': {text: read('- ' + text + '\n') for text in scalars},
        'files': {
            path.name: read_file(path.read_bytes())
            for path in sorted((HERE / 'yaml').glob('*.yml'))
        },
    }
    text = json.dumps(recorded, indent=1, ensure_ascii=False)
    (HERE / 'recorded.json').write_text(text + '\n')


main()
