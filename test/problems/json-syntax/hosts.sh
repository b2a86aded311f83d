#!/bin/sh
echo '{"masters": ["master1",]}'
