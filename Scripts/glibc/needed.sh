#!/bin/sh
# Prints the oldest version of glibc with which a binary starts: needed.sh BINARY prints 2.28.
set -eu
readelf -W --version-info "$1" | grep -o 'Name: GLIBC_[0-9.]*' | cut -d_ -f2 | sort -uV | tail -n 1
