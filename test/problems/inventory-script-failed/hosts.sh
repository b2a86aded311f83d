#!/bin/sh
echo "no cloud here" >&2
exit 3
