"""Records how Ansible reads one-line arguments: python3 test/source/record-key-value.py"""
import json
import pathlib

import ansible
from ansible.parsing.splitter import parse_kv

HERE = pathlib.Path(__file__).parent

CASES = [
    'src=a dest=b',
    'src="a b" dest=\'c d\'',
    'path=/etc/hosts mode=0644 state=file',
    'msg="{{ a }} and {{ b }}" x=1',
    'msg={{ a | default("x y") }} next=2',
    'msg={{ a }}-{{ b }}',
    'msg={% if a %}b c{% endif %} x=y',
    'msg={# a comment #}kept x=y',
    'key=a=b=c',
    'key=a\\=b',
    'a\\=b c=d',
    '=lonely x=y',
    'key= other=x',
    'key="" other=\'\'',
    'key="un"balanced"ok"',
    'regexp=^\\s+foo line="bar\\tbaz"',
    'msg="line\\nbreak" y=\\x41',
    'msg="say \\"hi\\" now"',
    'a=1\nb=2\n  c=3',
    'a=1 \\\n  b=2',
    'a=1   b=2  ',
    'uptime',
    'echo hi there',
    'echo   spaced    out',
    'echo "a  b"   \'c  d\'',
    'echo hi chdir=/tmp creates=/tmp/x',
    'echo a=b chdir=/tmp',
    'FOO=bar env | grep x=y',
    'echo {{ x }} executable=/bin/bash',
    'cat <<EOF\nline one\n  indented\nEOF',
    'echo one \\\n  two \\\n  three',
    'echo a\n\necho b',
    'creates=/a touch /a',
    "sed -i 's/^a b/c/' /etc/fstab",
    'echo "it\'s" ok',
    "echo 'unclosed",
    'msg="unclosed',
    'msg={{ unclosed',
    'echo $(date +"%Y %m") removes=/x',
    'printf "%s\\n" a',
    'dict={a: b}',
    'x=é y="ü ö"',
    '',
]


def read(text, check_raw):
    try:
        return {'value': parse_kv(text, check_raw=check_raw)}
    except Exception as error:
        return {'error': type(error).__name__}


recorded = {
    'by': 'ansible-core ' + ansible.__version__,
    'cases': [
        {'text': text, 'arguments': read(text, False), 'free': read(text, True)} for text in CASES
    ],
}
text = json.dumps(recorded, indent=1, ensure_ascii=False)
(HERE / 'key-value.json').write_text(text + '\n')
