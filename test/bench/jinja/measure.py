#!/usr/bin/python3
"""Renders the work on standard input with real Jinja2 and prints seconds of processor time."""
import json
import sys
import time

import jinja2


def timed(action):
    start = time.process_time()
    action()
    return time.process_time() - start


def main():
    work = json.load(sys.stdin)
    strings, unit, variables = work['strings'], work['unit'], work['variables']
    environment = jinja2.Environment(trim_blocks=True, keep_trailing_newline=True, cache_size=0)
    compiled = []

    def first():
        for text in strings:
            template = environment.from_string(text)
            template.render(variables)
            compiled.append(template)

    def again():
        for template in compiled:
            template.render(variables)

    def whole():
        for number in range(work['units']):
            environment.from_string(unit + str(number)).render(variables)

    seconds = {
        'first': timed(first),
        'again': [timed(again) for _ in range(work['passes'])],
        'unit': timed(whole),
    }
    json.dump(seconds, sys.stdout)


main()
