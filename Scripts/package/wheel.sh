#!/bin/sh
# Makes .build/packages/invdb-VERSION-py3-none-PLATFORM.whl: the Python package in python/ with the binary that stage.sh has stripped.
set -eu
cd "$(dirname "$0")/../.."

folder=$PWD/.build/packages
python=.build/python
if ! [ -x $python/bin/hatchling ]; then
    python3 -m venv --clear $python
    $python/bin/pip install --quiet --disable-pip-version-check 'hatchling>=1.21'
fi

INVDB_PROGRAM=$folder/tree/bin/invdb
INVDB_LICENCES=$folder/tree/share/doc/invdb
INVDB_GLIBC=$(Scripts/glibc/needed.sh "$INVDB_PROGRAM")
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export INVDB_PROGRAM INVDB_LICENCES INVDB_GLIBC SOURCE_DATE_EPOCH
rm -f "$folder"/*.whl
log=$(mktemp)
trap 'rm -f "$log"' EXIT
(cd python && "../$python/bin/hatchling" build --target wheel --directory "$folder") >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
Scripts/package/sums.sh "$(basename "$folder"/*.whl)"
