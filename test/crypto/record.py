"""Records what the real community.crypto makes of cases.json. Run by hand: python3 record.py"""

import json
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent


def run(module, arguments):
    command = ["ansible", "localhost", "-m", f"community.crypto.{module}", "-a", json.dumps(arguments)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(text[text.index("{"):])


def main():
    cases = json.loads((HERE / "cases.json").read_text())
    kinds = {"rsa": {"size": 2048}, "ec": {"type": "ECC", "curve": "secp256r1"}, "ed25519": {"type": "Ed25519"}}
    made = {name: run("openssl_privatekey_pipe", wish) for name, wish in kinds.items()}
    keys = {name: {"pem": key["privatekey"], "fingerprint": key["fingerprint"]} for name, key in made.items()}
    requests = []
    for case in cases["requests"]:
        key = keys[case["key"]]["pem"]
        csr = run("openssl_csr_pipe", {**case["params"], "privatekey_content": key})["csr"]
        own = run("x509_certificate_pipe", {
            "provider": "selfsigned", "csr_content": csr, "privatekey_content": key,
            "selfsigned_not_after": "+400d"})["certificate"]
        info = run("x509_certificate_info", {"content": own})
        requests.append({"name": case["name"], "csr": csr, "certificate": own, "info": info})
    issued = run("x509_certificate_pipe", {
        "provider": "ownca", "csr_content": requests[2]["csr"],
        "ownca_content": requests[0]["certificate"], "ownca_privatekey_content": keys["rsa"]["pem"],
        "ownca_not_before": "20260101000000Z", "ownca_not_after": "20510101000000Z"})["certificate"]
    answer = {
        "keys": keys,
        "requests": requests,
        "issued": {"certificate": issued, "info": run("x509_certificate_info", {"content": issued})},
    }
    (HERE / "recorded.json").write_text(json.dumps(answer, indent=1, ensure_ascii=False) + "\n")


main()
