"""Records vaults that ansible-core makes: /usr/bin/python3 test/crypto/record-vault.py"""
import base64
import json
import pathlib

from ansible.parsing.vault import VaultAES256, VaultLib, VaultSecret, format_vaulttext_envelope

HERE = pathlib.Path(__file__).parent
CASES = [
    ('one line', 'kubeadm', None, b'token: abcdef.0123456789abcdef\n'),
    ('nothing', 'kubeadm', None, b''),
    ('a whole block', 'kubeadm', 'default', b'sixteen bytes at'),
    ('a named password', 'p\u00e4ssw\u00f6rd', 'prod', '\u00fcml\u00e4ute und \u2603\n'.encode()),
    ('bytes', 'x' * 100, 'a-b_c', bytes(range(256)) * 20),
]


def record(number, name, password, vault_id, content):
    secret = VaultSecret(password.encode())
    salt = bytes((number * 7 + step) % 256 for step in range(32))
    sealed = VaultAES256.encrypt(content, secret, salt=salt)
    text = format_vaulttext_envelope(sealed, 'AES256', vault_id=vault_id).decode()
    assert VaultLib([(vault_id, secret)]).decrypt(text) == content
    return {'name': name, 'password': password, 'id': vault_id, 'salt': salt.hex(),
            'content': base64.b64encode(content).decode(), 'text': text}


cases = [record(number, *case) for number, case in enumerate(CASES)]
(HERE / 'vaults.json').write_text(json.dumps(cases, indent=1, ensure_ascii=False) + '\n')
