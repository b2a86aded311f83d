"""Records what Ansible's programs print: /usr/bin/python3 test/cli/recorded/record.py"""
import json
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent
environment = {'PATH': '/usr/bin:/bin', 'HOME': '/nonexistent', 'LANG': 'C.UTF-8', 'PAGER': 'cat', 'ANSIBLE_HOME': '/tmp/.ansible-record'}


def record(words):
    run = subprocess.run(words, cwd=HERE / 'project', env=environment, capture_output=True, text=True)
    text = run.stdout.replace(str(HERE / 'project'), '<here>')
    # Usage is written in each program's own way; that it is shown is in the code.
    return {'words': words, 'code': run.returncode, 'stdout': '' if text.startswith('usage: ') else text}


cases = json.loads((HERE / 'cases.json').read_text())
(HERE / 'recorded.json').write_text(json.dumps([record(words) for words in cases], indent=1, ensure_ascii=False) + '\n')
